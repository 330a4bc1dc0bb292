#include "daemon/tail/followed_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/temp_dir.h"

namespace shiptally::tail {
namespace {

using tests::TempDir;

void write(const std::string& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}
void append(const std::string& file, const std::string& text) {
  std::ofstream(file, std::ios::binary | std::ios::app) << text;
}

/// What the next read gives, which is then done with; "-" for nothing.
std::string next(FollowedFile& file) {
  const auto chunk = file.read();
  if (chunk.has_error()) return chunk.error().message;
  if (!chunk->has_value()) return "-";
  file.advance(**chunk);
  return (*chunk)->too_long > 0 ? "(too long)" : (*chunk)->text;
}

TEST(FollowedFile, GivesWholeLinesOnly) {
  const TempDir dir;
  const std::string name = dir.file("log");
  write(name, "a\nb");
  auto file = std::move(*FollowedFile::open(name));
  EXPECT_EQ(next(file), "a\n");
  EXPECT_EQ(next(file), "-");
  EXPECT_EQ(file.behind(), 1u);
  append(name, "b\n");
  EXPECT_EQ(next(file), "bb\n");
  EXPECT_EQ(file.behind(), 0u);
}

TEST(FollowedFile, OffersTheSameUntilItIsDoneWith) {
  const TempDir dir;
  write(dir.file("log"), "a\n");
  auto file = std::move(*FollowedFile::open(dir.file("log")));
  EXPECT_EQ((*file.read())->text, "a\n");
  EXPECT_EQ((*file.read())->text, "a\n");
}

TEST(FollowedFile, BeginsAnewWhenTheFileDoes) {
  struct Case {
    const char* name;
    std::string before, after;
    const char* want;
  };
  const Case cases[] = {
      {"shorter", "a\nb\nc\n", "d\n", "d\n"},      {"as long", "a\nb\n", "c\nd\n", "c\nd\n"},
      {"longer", "a\n", "b\nc\nd\n", "b\nc\nd\n"}, {"appended", "a\n", "a\nb\n", "b\n"},
      {"same again", "a\n", "a\n", "-"},
  };
  for (const Case& c : cases) {
    const TempDir dir;
    const std::string name = dir.file("log");
    write(name, c.before);
    auto file = std::move(*FollowedFile::open(name));
    EXPECT_EQ(next(file), c.before);
    write(name, c.after);  // truncates; the inode stays
    EXPECT_EQ(next(file), c.want) << c.name;
  }
}

TEST(FollowedFile, GoesOnFromAPositionOfTheSameFileOnly) {
  const TempDir dir;
  const std::string name = dir.file("log");
  write(name, "a\nb\n");
  std::string position;
  {
    auto file = std::move(*FollowedFile::open(name));
    position = (*file.read())->position();
  }
  const auto resumed = [&] {
    auto file = std::move(*FollowedFile::open(name));
    EXPECT_TRUE(file.resume(position).has_value());
    return next(file);
  };
  EXPECT_EQ(resumed(), "-");
  append(name, "c\n");
  EXPECT_EQ(resumed(), "c\n");
  write(name, "x\ny\nz\n");  // what a file that got the same inode would look like
  EXPECT_EQ(resumed(), "x\ny\nz\n");
  for (const char* other : {"", "7", "7 8", "x y z"}) {
    position = other;
    EXPECT_EQ(resumed(), "x\ny\nz\n") << other;
  }
}

TEST(FollowedFile, HasAnEndAtItsLastNewline) {
  const TempDir dir;
  const std::string name = dir.file("log");
  for (const auto& [text, end] : {std::pair("", 0u), std::pair("a", 0u), std::pair("a\nb\nc", 4u)}) {
    write(name, text);
    EXPECT_EQ(FollowedFile::open(name)->end()->end, end) << text;
  }
}

TEST(FollowedFile, LeavesOutALineThatIsTooLong) {
  const TempDir dir;
  const std::string name = dir.file("log");
  write(name, "a\n" + std::string(2 * kChunkBytes, 'x'));
  auto file = std::move(*FollowedFile::open(name));
  EXPECT_EQ(next(file), "a\n");
  EXPECT_EQ(next(file), "-");
  append(name, std::string(kChunkBytes, 'x') + "\nb\n");
  EXPECT_EQ(next(file), "(too long)");
  EXPECT_EQ(next(file), "b\n");
}

TEST(FollowedFile, LeavesCompressedFilesAlone) {
  const TempDir dir;
  for (const char* head : {"\x1F\x8B", "\x28\xB5\x2F\xFD"}) {
    write(dir.file("log"), std::string(head) + "x\ny\n");
    auto file = std::move(*FollowedFile::open(dir.file("log")));
    EXPECT_EQ(next(file), "-");
    EXPECT_EQ(file.behind(), 0u);
  }
}

TEST(FollowedFile, GivesTheRestOfAFileThatIsOver) {
  const TempDir dir;
  write(dir.file("log"), "a\nb");
  auto file = std::move(*FollowedFile::open(dir.file("log")));
  EXPECT_EQ(next(file), "a\n");
  EXPECT_EQ(next(file), "-");
  const auto rest = file.read_rest();
  EXPECT_EQ((*rest)->text, "b");
  file.advance(**rest);
  EXPECT_FALSE(file.read_rest()->has_value());
}

TEST(FollowedFile, TellsWhyItCannotBeOpened) {
  const TempDir dir;
  EXPECT_EQ(FollowedFile::open(dir.file("none")).error().code, Code::not_found);
  EXPECT_EQ(FollowedFile::open(dir.path().string()).error().message,
            dir.path().string() + ": not a regular file");
}

}  // namespace
}  // namespace shiptally::tail
