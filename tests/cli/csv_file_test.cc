#include "daemon/cli/csv_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/net/compress.h"
#include "tests/temp_dir.h"

namespace shiptally::cli {
namespace {

using tests::TempDir;

std::string written(const TempDir& dir, const std::string& bytes) {
  const std::string file = dir.file("bill.csv");
  std::ofstream(file, std::ios::binary) << bytes;
  return file;
}

/// Every row as "line:first|second|" or "line!error".
std::vector<std::string> rows_of(const std::string& name) {
  auto file = CsvFile::open(name);
  if (file.has_error()) return {file.error().message};
  std::vector<std::string> out;
  CsvRow row;
  for (auto more = file->next(row); more.has_value() && *more; more = file->next(row)) {
    std::string shown = std::to_string(row.line) + (row.error.empty() ? ":" : "!" + row.error);
    if (row.error.empty())
      for (const std::string& cell : row.cells) shown += cell + "|";
    out.push_back(shown);
  }
  return out;
}

using Rows = std::vector<std::string>;

TEST(CsvFile, TellsTheLineOfEachRow) {
  const TempDir dir;
  const std::string text =
      "\xEF\xBB\xBF"
      "a,b\r\n1,\"x\ny\"\r\n\r\n2\r\n3,z";
  const Rows want = {"2:1|x\ny|", "5!fewer fields than the header", "6:3|z|"};
  EXPECT_EQ(rows_of(written(dir, text)), want);
  EXPECT_EQ(rows_of(written(dir, tests::gzip(text))), want);
  EXPECT_EQ(rows_of(written(dir, tests::zstd(text))), want);
}

TEST(CsvFile, AForgottenQuoteCostsItsOwnRow) {
  const TempDir dir;
  std::string text = "a,b\n1,\"x\n";
  Rows want = {"2!a quoted field is not closed"};
  for (int i = 0; i < 3000; ++i) {
    text += std::to_string(i) + "," + std::string(1000, 'y') + "\n";
    want.push_back(std::to_string(i + 3) + ":" + std::to_string(i) + "|" + std::string(1000, 'y') + "|");
  }
  EXPECT_EQ(rows_of(written(dir, text)), want);
}

TEST(CsvFile, ReadsRowsAcrossBlocks) {
  const TempDir dir;
  const std::string cell(300'000, 'c');
  std::string text = "a,b\n";
  Rows want;
  for (int i = 0; i < 40; ++i) {
    text += "\"" + cell + "\n\"," + std::to_string(i) + "\n";
    want.push_back(std::to_string(2 + 2 * i) + ":" + cell + "\n|" + std::to_string(i) + "|");
  }
  EXPECT_EQ(rows_of(written(dir, text)), want);
}

TEST(CsvFile, NeedsAHeader) {
  const TempDir dir;
  const std::string file = written(dir, "\n\n");
  EXPECT_EQ(rows_of(file), Rows{file + ": no header"});
}

}  // namespace
}  // namespace shiptally::cli
