#include "daemon/net/encoding.h"

#include <algorithm>

#include "daemon/net/decompressor.h"

namespace shiptally::net {
namespace {

Error unreadable(std::string message) { return Error{Code::unreadable, std::move(message)}; }

/// Where a decoder writes: grows by doubling and refuses to pass the bounds, so that a bomb costs at
/// most twice the limit.
class Output {
 public:
  Output(std::size_t body_bytes, std::size_t limit_bytes, std::size_t ratio_max)
      : limit_bytes_(limit_bytes),
        ratio_bytes_(std::max(kRatioFreeBytes, body_bytes * ratio_max)),
        ratio_max_(ratio_max) {
    grow(std::max<std::size_t>(4096, body_bytes * 4));
  }

  char* room() { return text_.data() + used_; }
  std::size_t room_bytes() const { return text_.size() - used_; }

  /// Takes `bytes` written into room(), and makes new room when that is full.  False once over a bound.
  bool take(std::size_t bytes) {
    used_ += bytes;
    if (used_ > std::min(limit_bytes_, ratio_bytes_)) return false;
    if (room_bytes() == 0) grow(text_.size() * 2);
    return true;
  }

  Error over() const {
    if (used_ > limit_bytes_)
      return {Code::too_large, "body: expands to more than " + std::to_string(limit_bytes_) + " bytes"};
    return {Code::too_large, "body: expands to more than " + std::to_string(ratio_max_) + " times its size"};
  }

  std::string finish() && {
    text_.resize(used_);
    text_.reserve(used_ + kReadAheadBytes);
    return std::move(text_);
  }

 private:
  /// One byte beyond the bound is enough to notice that it was passed.
  void grow(std::size_t bytes) {
    const std::size_t size = std::min(bytes, std::min(limit_bytes_, ratio_bytes_) + 1);
    text_.reserve(size + kReadAheadBytes);
    text_.resize(size);
  }

  const std::size_t limit_bytes_;
  const std::size_t ratio_bytes_;
  const std::size_t ratio_max_;
  std::string text_;
  std::size_t used_ = 0;
};

/// Undoes the whole body.  Every step reads or writes something, or it is the last.
Result<std::string> undo(Compression compression, std::string_view body, Output out) {
  auto decompressor = make_decompressor(compression, kHttpWindowLogMax);
  if (decompressor.has_error())
    return Error{decompressor.error().code, "body: " + decompressor.error().message};
  for (;;) {
    const auto step = (*decompressor)->step(body, {out.room(), out.room_bytes()});
    if (step.has_error()) return Error{step.error().code, "body: " + step.error().message};
    body.remove_prefix(step->read);
    const bool full = step->written == out.room_bytes();
    if (!out.take(step->written)) return out.over();
    if (!body.empty() || full) continue;
    if ((*decompressor)->complete()) return std::move(out).finish();
    return unreadable(compression == Compression::gzip ? "body: gzip data is cut off"
                                                       : "body: zstd data is cut off");
  }
}

std::string lower_trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace

Result<std::string> decode_body(std::string_view content_encoding, std::string body, std::size_t limit_bytes,
                                std::size_t ratio_max) {
  const std::string coding = lower_trimmed(content_encoding);
  if (coding.empty() || coding == "identity") {
    if (body.size() > limit_bytes)
      return Error{Code::too_large, "body: more than " + std::to_string(limit_bytes) + " bytes"};
    body.reserve(body.size() + kReadAheadBytes);
    return body;
  }
  if (coding != "gzip" && coding != "x-gzip" && coding != "zstd")
    return Error{Code::unsupported,
                 "Content-Encoding: \"" + coding + "\" is not one of gzip, zstd, identity"};
  if (body.empty()) return unreadable("body: empty, but " + coding + " was announced");
  Output out(body.size(), limit_bytes, ratio_max);
  return undo(coding == "zstd" ? Compression::zstd : Compression::gzip, body, std::move(out));
}

}  // namespace shiptally::net
