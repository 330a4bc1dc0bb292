#include "daemon/cli/csv_file.h"

#include <algorithm>

#include "collectors/decode/csv.h"

namespace shiptally::cli {
namespace {

// A quote that nobody closed would otherwise be looked for to the end of the file.
constexpr std::size_t kRecordBytesMax = 1U << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

Result<CsvFile> CsvFile::open(const std::string& name) {
  auto input = InputFile::open(name);
  if (input.has_error()) return input.error();
  auto reader = LineReader::open(std::move(*input), {});
  if (reader.has_error()) return reader.error();
  CsvFile file(std::move(*reader));
  if (const auto filled = file.fill(); filled.has_error()) return filled.error();
  if (file.text_.starts_with(kByteOrderMark)) file.begin_ = kByteOrderMark.size();
  CsvRow row;
  const auto read = file.next(row);
  if (read.has_error()) return read.error();
  if (!*read) return Error{Code::invalid, name + ": no header"};
  if (!row.error.empty()) return Error{Code::invalid, name + ":1: " + row.error};
  file.header_ = std::move(row.cells);
  return file;
}

/// Reads the next lines behind those that are not done.
Result<void> CsvFile::fill() {
  auto block = reader_.next();
  if (block.has_error()) return block.error();
  ended_ = !block->has_value();
  if (ended_) return {};
  if ((*block)->too_long)
    return Error{Code::too_large, file().name() + ":" + std::to_string((*block)->begin.lines + 1) +
                                      ": the line is longer than 4 MiB"};
  text_.erase(0, begin_);
  begin_ = 0;
  text_ += (*block)->text;
  return {};
}

Result<bool> CsvFile::next(CsvRow& row) {
  do {
    if (begin_ == text_.size() && !ended_)
      if (const auto filled = fill(); filled.has_error()) return filled.error();
    if (begin_ == text_.size()) return false;
    if (const auto taken = take(row); taken.has_error()) return taken.error();
  } while (row.cells.empty() && row.error.empty());
  return true;
}

Result<void> CsvFile::take(CsvRow& row) {
  collectors::CsvStep step;
  for (;;) {
    const std::string_view rest = std::string_view(text_).substr(begin_);
    const bool last = ended_ || rest.size() > kRecordBytesMax;
    step = collectors::read_csv_record(rest, false, header_.size(), row.cells);
    if (step.bytes == 0 && last) step = collectors::read_csv_record(rest, true, header_.size(), row.cells);
    if (step.bytes > 0) break;
    if (const auto filled = fill(); filled.has_error()) return filled.error();
  }
  row.error = step.error == nullptr ? "" : step.error;
  row.line = line_;
  row.text = std::string_view(text_).substr(begin_, step.bytes);
  line_ += static_cast<std::uint64_t>(std::count(row.text.begin(), row.text.end(), '\n'));
  begin_ += step.bytes;
  return {};
}

}  // namespace shiptally::cli
