#include "daemon/cli/file_import.h"

#include <charconv>
#include <future>

#include "daemon/ingest/reject_lines.h"

namespace shiptally::cli {
namespace {

constexpr std::string_view kEnd = " end";

}  // namespace

std::string format_position(const ImportPosition& position) {
  return std::to_string(position.place.bytes) + " " + std::to_string(position.place.lines) +
         std::string(position.end ? kEnd : "");
}

Result<ImportPosition> parse_position(std::string_view text) {
  ImportPosition out;
  out.end = text.ends_with(kEnd);
  if (out.end) text.remove_suffix(kEnd.size());
  const char* const last = text.data() + text.size();
  const auto bytes = std::from_chars(text.data(), last, out.place.bytes);
  if (bytes.ec == std::errc() && bytes.ptr != last && *bytes.ptr == ' ') {
    const auto lines = std::from_chars(bytes.ptr + 1, last, out.place.lines);
    if (lines.ec == std::errc() && lines.ptr == last) return out;
  }
  return Error{Code::internal, "not a position in a file: " + std::string(text)};
}

FileImport::FileImport(ImportRoute route, LineReader reader, std::string cursor, Rejects& rejects,
                       Taken& taken)
    : route_(std::move(route)),
      reader_(std::move(reader)),
      cursor_(std::move(cursor)),
      rejects_(rejects),
      taken_(taken),
      stored_(reader_.place()),
      told_(stored_) {}

Result<void> FileImport::run(const std::function<bool()>& stop,
                             const std::function<void(const LineReader&)>& advanced) {
  Result<void> read = route_.in_one_piece ? send_whole() : send_all(stop, advanced);
  collect(true);
  if (failure_) return *failure_;
  const bool done = ended_ && !read.has_error();
  if (!cursor_.empty() && !(done && route_.in_one_piece))
    if (auto moved = move_cursor({stored_, done}); moved.has_error()) return moved;
  return read;
}

Result<void> FileImport::send_all(const std::function<bool()>& stop,
                                  const std::function<void(const LineReader&)>& advanced) {
  while (!failure_ && !stop()) {
    auto block = reader_.next();
    if (block.has_error()) return block.error();
    ended_ = !block->has_value();
    if (ended_) break;
    auto cursor = cursor_with(**block);
    send(std::move(**block), std::move(cursor));
    collect(false);
    advanced(reader_);
  }
  return {};
}

Result<void> FileImport::send_whole() {
  auto block = reader_.next();
  if (block.has_error()) return block.error();
  ended_ = true;
  if (!block->has_value()) return {};
  const auto more = reader_.next();
  if (more.has_error()) return more.error();
  if (more->has_value() || (*block)->too_long)
    return Error{Code::too_large, reader_.file().name() + ": too long; it must be sent in one piece"};
  std::optional<Cursor> cursor;
  if (!cursor_.empty()) cursor = Cursor{cursor_, format_position({(*block)->end, true})};
  send(std::move(**block), std::move(cursor));
  return {};
}

std::optional<Cursor> FileImport::cursor_with(const Block& block) {
  if (cursor_.empty()) return {};
  const Place to = route_.door.keeps_order() ? block.end : stored_;
  if (to.bytes == told_.bytes) return {};
  told_ = to;
  return Cursor{cursor_, format_position({to, false})};
}

/// With no rows, once all are stored.
Result<void> FileImport::move_cursor(const ImportPosition& position) {
  if (!position.end && position.place.bytes == told_.bytes) return {};
  std::promise<Result<ingest::Outcome>> answered;
  route_.door.deliver(route_.path, {}, Cursor{cursor_, format_position(position)},
                      [&](Result<ingest::Outcome> outcome) { answered.set_value(std::move(outcome)); });
  const Result<ingest::Outcome> moved = answered.get_future().get();
  if (moved.has_error()) return moved.error();
  return {};
}

void FileImport::send(Block block, std::optional<Cursor> cursor) {
  const bool keep = !block.too_long && !reader_.can_reread();
  auto answer = answers_.expect({block.begin, block.end, keep ? block.text : std::string()});
  if (block.too_long) return answer(ingest::Outcome{{}, {{0, "the line is longer than 4 MiB"}}, 0});
  route_.door.deliver(route_.path, std::move(block.text), std::move(cursor), std::move(answer));
}

void FileImport::collect(bool all) {
  answers_.collect(all, [this](const Sent& sent, const auto& answer) { settle(sent, answer); });
}

void FileImport::settle(const Sent& sent, const Result<ingest::Outcome>& answer) {
  ingest::Outcome outcome;
  if (answer.has_value()) {
    outcome = *answer;
  } else if (answer.error().code == Code::unreadable) {
    outcome.rejected = ingest::reject_lines(text_of(sent), answer.error().message);
  } else {
    if (!failure_) failure_ = answer.error();
    return;
  }
  taken_.add(outcome);
  if (!outcome.rejected.empty())
    rejects_.add(reader_.file().name(), sent.begin, text_of(sent), outcome.rejected);
  if (!failure_) stored_ = sent.end;
}

std::string FileImport::text_of(const Sent& sent) const {
  if (!reader_.can_reread()) return sent.copy;
  auto text = reader_.reread(sent.begin, sent.end);
  return text.has_error() ? std::string() : std::move(*text);
}

}  // namespace shiptally::cli
