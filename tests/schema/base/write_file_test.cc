#include "schema/base/write_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "tests/temp_dir.h"

namespace shiptally::app {
namespace {

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(ReplaceFile, IsWholeAndAlone) {
  tests::TempDir dir;
  const std::string bytes("a\0b\n", 4);
  ASSERT_TRUE(replace_file(dir.path(), "cost.csv", "older and longer").has_value());
  ASSERT_TRUE(replace_file(dir.path(), "cost.csv", bytes).has_value());
  EXPECT_EQ(contents(dir.path() / "cost.csv"), bytes);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.path()), {}), 1);
  struct stat status {};
  ASSERT_EQ(::stat(dir.file("cost.csv").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640U);
}

TEST(ReplaceFile, FollowsNoLink) {
  tests::TempDir dir, other;
  std::filesystem::create_symlink(other.path() / "victim", dir.path() / ".cost.csv.new");
  const auto refused = replace_file(dir.path(), "cost.csv", "x");
  ASSERT_TRUE(refused.has_error());
  EXPECT_FALSE(std::filesystem::exists(other.path() / "victim"));
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "cost.csv"));
}

TEST(ReplaceFile, SaysWhatItCannot) {
  tests::TempDir dir;
  EXPECT_EQ(replace_file(dir.path() / "gone", "cost.csv", "x").error().code, Code::unavailable);
  std::filesystem::create_directory(dir.path() / "taken.csv");
  EXPECT_EQ(replace_file(dir.path(), "taken.csv", "x").error().code, Code::unavailable);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.path()), {}), 1);  // nothing half done
  for (const char* name : {"", ".", "..", "a/b", "../x"})
    EXPECT_EQ(replace_file(dir.path(), name, "x").error().code, Code::invalid) << name;
}

}  // namespace
}  // namespace shiptally::app
