#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/cli/line_reader.h"

namespace shiptally::cli {

struct CsvRow {
  std::vector<std::string> cells;
  std::uint64_t line = 0;  ///< its first one, from 1
  std::string_view text;   ///< as written, valid until the next row
  std::string error;       ///< why it has no cells
};

/// A CSV file with a header, plain, gzip or zstd, in as much memory as its longest record takes.  Not
/// thread-safe.
class CsvFile {
 public:
  /// Reads the header, behind a byte order mark if there is one.
  static Result<CsvFile> open(const std::string& name);

  const std::vector<std::string>& header() const { return header_; }
  const InputFile& file() const { return reader_.file(); }

  /// The next record that is not blank; false at the end.  Damage of the file is an error; a record that
  /// cannot be read carries its own.
  Result<bool> next(CsvRow& row);

 private:
  explicit CsvFile(LineReader reader) : reader_(std::move(reader)) {}
  Result<void> fill();
  Result<void> take(CsvRow& row);

  LineReader reader_;
  std::vector<std::string> header_;
  std::string text_;  ///< of which begin_ bytes are done
  std::size_t begin_ = 0;
  std::uint64_t line_ = 1;  ///< at begin_
  bool ended_ = false;
};

}  // namespace shiptally::cli
