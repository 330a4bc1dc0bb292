// House rules that a reader would otherwise have to watch for.

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "tests/tidy/source_tree.h"

namespace shiptally::tidy {
namespace {

constexpr std::size_t kLinesMax = 400;

/// Each line of the files that the pattern is found in, as "path:line: text".
std::vector<std::string> found(const std::vector<SourceFile>& files, const std::regex& pattern) {
  std::vector<std::string> out;
  for (const SourceFile& source : files)
    for (std::size_t i = 0; i < source.lines.size(); ++i)
      if (std::regex_search(source.lines[i], pattern))
        out.push_back(source.path + ":" + std::to_string(i + 1) + ": " + source.lines[i]);
  return out;
}

/// This folder names what it forbids.
std::vector<SourceFile> without_tidy(std::vector<SourceFile> files) {
  std::erase_if(files, [](const SourceFile& f) { return f.path.starts_with("tests/tidy/"); });
  return files;
}

void expect_none(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) ADD_FAILURE() << line;
}

// A test that sleeps is slow on a good day and red on a bad one.
TEST(Habits, TestsDoNotSleep) {
  expect_none(found(without_tidy(files_under("tests", {".h", ".cc"})),
                    std::regex(R"(\b(sleep_for|sleep_until|usleep|nanosleep)\b|\bsleep\()")));
}

// A test that reads the wall clock means something else tomorrow.
TEST(Habits, TestsHaveNoWallClock) {
  expect_none(found(without_tidy(files_under("tests", {".h", ".cc"})),
                    std::regex(R"(system_clock::now|\btime\(nullptr\))")));
}

// Definitions are functions of their arguments: time is passed in.
TEST(Habits, PureLayersHaveNoClock) {
  for (const char* folder : {"schema", "collectors", "daemon/normalise", "daemon/metrics", "daemon/expose"})
    expect_none(found(files_under(folder, {".h", ".cc"}), std::regex(R"(_clock::now)")));
}

// A function that everybody needs belongs to somebody.
TEST(Habits, NoFileIsCalledUtil) {
  for (const SourceFile& source : files_under("", {".h", ".cc", ".mjs", ".sh"}))
    EXPECT_FALSE(
        std::regex_search(source.path, std::regex(R"((^|[/_])(utils?|helpers?|common|misc)([/_.]|$))")))
        << source.path;
}

// What is not done is an issue, not a comment.
TEST(Habits, NothingIsLeftForLater) {
  expect_none(found(without_tidy(files_under("", {".h", ".cc", ".sql", ".mjs", ".sh", ".txt"})),
                    std::regex(R"(\b(TODO|FIXME|XXX|HACK)\b)")));
}

TEST(Habits, HeadersAreIncludedOnce) {
  for (const SourceFile& source : files_under("", {".h"}))
    EXPECT_NE(std::find(source.lines.begin(), source.lines.end(), "#pragma once"), source.lines.end())
        << source.path;
}

// Data (JSON, YAML) may be long; what people read and write may not.
TEST(Habits, FilesAreShort) {
  for (const SourceFile& source : files_under("", {".h", ".cc", ".sql", ".mjs", ".sh", ".md", ".txt", ""}))
    EXPECT_TRUE(source.lines.size() <= kLinesMax || source.path == "LICENSE")
        << source.path << ": " << source.lines.size();
}

}  // namespace
}  // namespace shiptally::tidy
