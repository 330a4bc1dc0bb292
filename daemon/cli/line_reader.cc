#include "daemon/cli/line_reader.h"

#include <algorithm>
#include <cstring>

namespace shiptally::cli {
namespace {

// Stays in the processor's cache between the disk and the block.
constexpr std::size_t kPieceBytes = 256U << 10;
constexpr std::size_t kMagicBytes = 4;
constexpr std::size_t kReadAheadBytes = 64;  // the decoder's, so that the block need not move for it

}  // namespace

Result<LineReader> LineReader::open(InputFile file, BlockLimits limits) {
  LineReader reader(std::move(file), limits);
  reader.raw_.resize(kPieceBytes);
  while (reader.raw_end_ < kMagicBytes) {
    const auto got = reader.file_.read(std::span(reader.raw_).subspan(reader.raw_end_));
    if (got.has_error()) return got.error();
    if (*got == 0) break;
    reader.raw_end_ += *got;
  }
  const net::Compression compression = net::compression_of({reader.raw_.data(), reader.raw_end_});
  if (compression == net::Compression::none) return reader;
  auto decompressor = net::make_decompressor(compression, net::kFileWindowLogMax);
  if (decompressor.has_error()) return decompressor.error();
  reader.decompressor_ = std::move(*decompressor);
  reader.undone_.resize(kPieceBytes);
  return reader;
}

/// Some bytes of the decompressed text, valid until the next call; none at the end.
Result<std::string_view> LineReader::piece() {
  for (;;) {
    if (raw_begin_ == raw_end_ && !more_undone_) {
      const auto got = file_.read(raw_);
      if (got.has_error()) return got.error();
      raw_begin_ = 0;
      raw_end_ = *got;
      if (*got == 0 && decompressor_ && !decompressor_->complete())
        return Error{Code::unreadable, file_.name() + ": the compressed data is cut off"};
      if (*got == 0) return std::string_view();
    }
    if (!decompressor_) {
      const std::string_view all(raw_.data() + raw_begin_, raw_end_ - raw_begin_);
      raw_begin_ = raw_end_;
      return all;
    }
    auto some = undo_some();
    if (some.has_error() || !some->empty()) return some;
  }
}

Result<std::string_view> LineReader::undo_some() {
  const auto step = decompressor_->step({raw_.data() + raw_begin_, raw_end_ - raw_begin_},
                                        {undone_.data(), undone_.size()});
  if (step.has_error()) return Error{step.error().code, file_.name() + ": " + step.error().message};
  raw_begin_ += step->read;
  more_undone_ = step->written == undone_.size();
  return std::string_view(undone_.data(), step->written);
}

/// Until the text is as long as a block, or the file ends.
void LineReader::fill(std::string& text) {
  while (!ended_ && text.size() < limits_.bytes) {
    const auto more = piece();
    if (more.has_error()) damage_ = more.error();
    ended_ = more.has_error() || more->empty();
    if (!more.has_error()) text.append(*more);
  }
}

/// How much of the text are whole lines, and how many.
std::size_t LineReader::cut(const std::string& text, std::size_t& lines) const {
  std::size_t end = 0;
  for (lines = 0; lines < limits_.lines && end < text.size(); ++lines) {
    const void* newline = std::memchr(text.data() + end, '\n', text.size() - end);
    if (newline == nullptr) break;
    end = static_cast<std::size_t>(static_cast<const char*>(newline) - text.data()) + 1;
  }
  // The file's last line; but what is cut off is no line.
  if (ended_ && !damage_ && lines < limits_.lines && end < text.size()) {
    ++lines;
    end = text.size();
  }
  return end;
}

Result<std::optional<Block>> LineReader::next() {
  Block block;
  block.begin = place_;
  block.text.reserve(std::min(limits_.bytes, std::size_t{64} << 20) + kPieceBytes + kReadAheadBytes);
  block.text.append(rest_);
  rest_.clear();
  fill(block.text);
  std::size_t lines = 0;
  const std::size_t end = cut(block.text, lines);
  if (end == 0 && !ended_) return skip_line(std::move(block));
  if (end == 0) {
    if (damage_) return *damage_;
    return std::optional<Block>();
  }
  rest_.assign(block.text, end);
  block.text.resize(end);
  place_ = {place_.bytes + end, place_.lines + lines};
  block.end = place_;
  return std::optional(std::move(block));
}

Result<std::optional<Block>> LineReader::skip_line(Block block) {
  block.too_long = true;
  std::size_t bytes = block.text.size();
  block.text = {};
  for (bool found = false; !found && !ended_;) {
    const auto more = piece();
    if (more.has_error()) return *(damage_ = more.error());
    ended_ = more->empty();
    const std::size_t newline = more->find('\n');
    found = newline != std::string_view::npos;
    bytes += found ? newline + 1 : more->size();
    if (found) rest_.assign(more->substr(newline + 1));
  }
  place_ = {place_.bytes + bytes, place_.lines + 1};
  block.end = place_;
  return std::optional(std::move(block));
}

Result<void> LineReader::skip_to(Place place) {
  place_ = place;
  if (can_reread()) {
    file_.seek(place.bytes);
    raw_begin_ = raw_end_ = 0;
    return {};
  }
  for (std::uint64_t left = place.bytes; left > 0;) {
    const auto more = piece();
    if (more.has_error()) return more.error();
    if (more->empty()) return Error{Code::invalid, file_.name() + ": ends before where it was left off"};
    const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(left, more->size()));
    rest_.assign(more->substr(skipped));
    left -= skipped;
  }
  return {};
}

Result<std::string> LineReader::reread(const Place& begin, const Place& end) const {
  return file_.read_at(begin.bytes, static_cast<std::size_t>(end.bytes - begin.bytes));
}

}  // namespace shiptally::cli
