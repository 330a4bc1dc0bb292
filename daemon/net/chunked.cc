#include "daemon/net/chunked.h"

#include <algorithm>

#include "schema/base/hex.h"

namespace shiptally::net {
namespace {

Error broken(std::string_view what) { return {Code::unreadable, "body: " + std::string(what)}; }

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_control(char c) {
  const auto value = static_cast<unsigned char>(c);
  return (value < 0x20 && c != '\t') || value == 0x7F;
}

}  // namespace

Result<std::size_t> ChunkedDecoder::step(std::string_view in, std::string& body) {
  std::size_t used = 0;
  while (used < in.size() && state_ != State::complete) {
    if (state_ == State::content) {
      const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_bytes_, in.size() - used));
      body.append(in.substr(used, bytes));
      used += bytes;
      body_bytes_ += bytes;
      chunk_bytes_ -= bytes;
      if (chunk_bytes_ == 0) state_ = State::content_return;
      continue;
    }
    if (const auto counted = count_framing(); counted.has_error()) return counted.error();
    if (const auto read = framing(in[used++]); read.has_error()) return read.error();
  }
  return used;
}

Result<void> ChunkedDecoder::count_framing() {
  ++framing_bytes_;
  ++section_bytes_;
  if (section_bytes_ > kChunkSectionBytesMax)
    return Error{Code::too_large, "body: a chunk's head or the trailers are longer than " +
                                      std::to_string(kChunkSectionBytesMax) + " bytes"};
  if (framing_bytes_ > kFramingFreeBytes + body_bytes_)
    return Error{Code::too_large, "body: chunk heads are longer than what they frame; send larger chunks"};
  return {};
}

/// One byte that is no content.
Result<void> ChunkedDecoder::framing(char c) {
  const auto go_if = [&](bool expected, State next) -> Result<void> {
    if (!expected) return broken("a chunk must end with CR LF");
    state_ = next;
    return {};
  };
  switch (state_) {
    case State::size:
      if (hex_digit(c) >= 0) return add_digit(c);
      if (!has_digit_) return broken("a chunk must begin with its size");
      [[fallthrough]];
    case State::blanks_after_size:
      if (is_blank(c)) return go_if(true, State::blanks_after_size);
      if (c == ';') return go_if(true, State::extension);
      return go_if(c == '\r', State::size_line_feed);
    case State::extension:
      if (c == '\r') return go_if(true, State::size_line_feed);
      return is_control(c) ? broken("a control character in a chunk's extension") : Result<void>();
    case State::size_line_feed:
      if (c != '\n') return go_if(false, state_);
      return begin_chunk();
    case State::content_return:
      return go_if(c == '\r', State::content_line_feed);
    case State::content_line_feed:
      section_bytes_ = 0;
      return go_if(c == '\n', State::size);
    case State::trailer_start:
      if (c == '\r') return go_if(true, State::last_line_feed);
      [[fallthrough]];
    case State::trailer:
      if (c == '\r') return go_if(true, State::trailer_line_feed);
      if (is_control(c)) return broken("a control character in a trailer");
      return go_if(true, State::trailer);
    case State::trailer_line_feed:
      return go_if(c == '\n', State::trailer_start);
    case State::last_line_feed:
      return go_if(c == '\n', State::complete);
    case State::content:
    case State::complete:
      break;
  }
  return {};
}

Result<void> ChunkedDecoder::add_digit(char c) {
  has_digit_ = true;
  chunk_bytes_ = chunk_bytes_ * 16 + static_cast<std::uint64_t>(hex_digit(c));
  // Checked at each digit, so that it cannot wrap.
  if (chunk_bytes_ > body_bytes_max_ - body_bytes_)
    return Error{Code::too_large, "body: longer than " + std::to_string(body_bytes_max_) + " bytes"};
  return {};
}

/// After the line with its size; the last chunk has none.
Result<void> ChunkedDecoder::begin_chunk() {
  has_digit_ = false;
  section_bytes_ = 0;
  state_ = chunk_bytes_ > 0 ? State::content : State::trailer_start;
  return {};
}

}  // namespace shiptally::net
