#include "daemon/cli/csv_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

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

/// What a file can do to memory while it is read, above what was there before.
class PeakMemory {
 public:
  PeakMemory() {
    std::ofstream("/proc/self/clear_refs") << "5";  // the peak starts again from what is held now
    before_ = kib("VmRSS:");
  }
  std::uint64_t grown_mib() const { return (kib("VmHWM:") - std::min(before_, kib("VmHWM:"))) / 1024; }

 private:
  static std::uint64_t kib(const std::string& field) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
      if (word == field) return status >> word, std::stoull(word);
    throw std::runtime_error("no " + field);
  }
  std::uint64_t before_ = 0;
};

TEST(CsvFile, NoFileTakesMoreThanAFewBlocksOfMemory) {
  constexpr std::size_t kPieces = 400, kMiB = 1U << 20;
  const TempDir dir;
  const std::string file = dir.file("bill.csv");
  struct Bomb {
    const char *name, *begin;
    char piece;        ///< repeated
    std::size_t line;  ///< bytes between line breaks; 0: none
    const char* error;
  };
  const Bomb bombs[] = {
      {"a header of columns", "", ',', 0, ": the line is longer than 4 MiB"},
      {"a row of cells", "a,b\n", ',', 0, ": the line is longer than 4 MiB"},
      {"one cell", "a,b\n", 'x', 0, ": the line is longer than 4 MiB"},
      {"one quoted cell of many lines", "a,b\n\"", 'x', 1 << 16, "a quoted field is not closed"},
  };
  for (const Bomb& bomb : bombs) {
    {
      std::ofstream out(file, std::ios::binary);
      out << bomb.begin;
      std::string piece(kMiB, bomb.piece);
      for (std::size_t at = bomb.line; bomb.line != 0 && at <= kMiB; at += bomb.line) piece[at - 1] = '\n';
      for (std::size_t i = 0; i < kPieces; ++i) out << piece;
    }
    const PeakMemory peak;
    std::string error;
    auto opened = CsvFile::open(file);
    if (opened.has_error()) error = opened.error().message;
    CsvRow row;
    while (error.empty()) {
      const auto more = opened->next(row);
      error = more.has_error() ? more.error().message : row.error;
      if (more.has_value() && !*more) break;
    }
    EXPECT_NE(error.find(bomb.error), std::string::npos) << bomb.name << ": " << error;
    EXPECT_LT(peak.grown_mib(), 64u) << bomb.name;
  }
}

TEST(CsvFile, AHeaderHasSoManyColumnsAtMost) {
  const TempDir dir;
  const std::string file = written(dir, std::string(1'000'000, ',') + "\n1\n");
  EXPECT_EQ(rows_of(file), Rows{file + ":1: more than 4096 fields"});
}

TEST(CsvFile, NeedsAHeader) {
  const TempDir dir;
  const std::string file = written(dir, "\n\n");
  EXPECT_EQ(rows_of(file), Rows{file + ": no header"});
}

}  // namespace
}  // namespace shiptally::cli
