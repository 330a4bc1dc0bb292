#include "daemon/cli/line_reader.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/net/compress.h"
#include "tests/temp_dir.h"

namespace shiptally::cli {
namespace {

using tests::gzip;
using tests::TempDir;
using tests::zstd;

LineReader reader_of(const TempDir& dir, const std::string& bytes, BlockLimits limits) {
  const std::string file = dir.file("lines");
  std::ofstream(file, std::ios::binary) << bytes;
  return std::move(*LineReader::open(std::move(*InputFile::open(file)), limits));
}

/// Every block as "text" or "(too long)", with where it ends; then the error's message, if there is one.
std::vector<std::string> blocks(LineReader& reader) {
  std::vector<std::string> out;
  for (;;) {
    const auto block = reader.next();
    if (block.has_error()) return out.push_back(block.error().message), out;
    if (!block->has_value()) return out;
    const Block& b = **block;
    out.push_back((b.too_long ? "(too long)" : b.text) + "@" + std::to_string(b.end.bytes) + "," +
                  std::to_string(b.end.lines));
  }
}

TEST(LineReader, CutsAtNewlines) {
  struct Case {
    const char* name;
    std::string text;
    BlockLimits limits;
    std::vector<std::string> want;
  };
  const Case cases[] = {
      {"empty", "", {100, 100}, {}},
      {"one line", "a\n", {100, 100}, {"a\n@2,1"}},
      {"no newline at the end", "a\nb", {100, 100}, {"a\nb@3,2"}},
      {"by count", "a\nb\nc\n", {100, 2}, {"a\nb\n@4,2", "c\n@6,3"}},
      {"by count, no newline at the end", "a\nb\nc", {100, 2}, {"a\nb\n@4,2", "c@5,3"}},
      {"blank lines count", "\n\na\n", {100, 100}, {"\n\na\n@4,3"}},
  };
  for (const Case& c : cases)
    for (const std::string& bytes : {c.text, gzip(c.text), zstd(c.text)}) {
      const TempDir dir;
      LineReader reader = reader_of(dir, bytes, c.limits);
      EXPECT_EQ(blocks(reader), c.want) << c.name;
    }
}

std::string numbered(int lines) {
  std::string out;
  for (int i = 0; i < lines; ++i) out += "{\"line\":" + std::to_string(i) + "}\n";
  return out;
}

TEST(LineReader, GivesEveryByteOnceAndGoesOnAnywhere) {
  const std::string text = numbered(100'000);
  const TempDir dir;
  for (const std::string& bytes : {text, gzip(text), zstd(text)}) {
    LineReader reader = reader_of(dir, bytes, {64 << 10, 3000});
    std::string whole;
    std::vector<Place> places;
    for (auto block = reader.next(); block->has_value(); block = reader.next()) {
      EXPECT_EQ((*block)->begin.bytes, whole.size());
      EXPECT_LE((*block)->end.lines - (*block)->begin.lines, 3000u);
      whole += (*block)->text;
      places.push_back((*block)->end);
    }
    EXPECT_EQ(whole, text);
    ASSERT_GT(places.size(), 10u);
    LineReader later = reader_of(dir, bytes, {64 << 10, 3000});
    ASSERT_TRUE(later.skip_to(places[5]).has_value());
    std::string rest;
    for (auto block = later.next(); block->has_value(); block = later.next()) rest += (*block)->text;
    EXPECT_EQ(rest, text.substr(places[5].bytes));
    EXPECT_EQ(later.place().lines, 100'000u);
  }
}

TEST(LineReader, LeavesOutALineThatIsTooLong) {
  // Longer than a block and a piece of the disk's together.
  const std::string text = "a\n" + std::string(1 << 20, 'x') + "\nb\n";
  for (const std::string& bytes : {text, gzip(text)}) {
    const TempDir dir;
    LineReader reader = reader_of(dir, bytes, {1000, 1000});
    EXPECT_EQ(blocks(reader), (std::vector<std::string>{"a\n@2,1", "(too long)@1048579,2", "b\n@1048581,3"}));
  }
}

TEST(LineReader, GivesTheLinesBeforeDamage) {
  const std::string text = numbered(100);
  for (const std::string& whole : {gzip(text), zstd(text)}) {
    const TempDir dir;
    LineReader reader = reader_of(dir, whole.substr(0, whole.size() - 3), {1 << 20, 1000});
    const auto got = blocks(reader);
    ASSERT_FALSE(got.empty());
    EXPECT_EQ(got.back(), dir.file("lines") + ": the compressed data is cut off");
  }
}

TEST(LineReader, ReadsABlockAgainWhereTheFileIsPlain) {
  const TempDir dir;
  LineReader reader = reader_of(dir, "a\nb\nc\n", {100, 1});
  (void)reader.next();
  const auto block = reader.next();
  ASSERT_TRUE(reader.can_reread());
  EXPECT_EQ(*reader.reread((*block)->begin, (*block)->end), "b\n");
  EXPECT_FALSE(reader_of(dir, gzip("a\n"), {100, 1}).can_reread());
}

}  // namespace
}  // namespace shiptally::cli
