#include "daemon/cli/rejects.h"

#include <gtest/gtest.h>

#include <fstream>

#include "daemon/ingest/reject_lines.h"
#include "tests/temp_dir.h"

namespace shiptally::cli {
namespace {

TEST(Rejects, NamesFileLineAndReason) {
  struct Case {
    const char* name;
    Place begin;
    const char* text;
    std::vector<Rejection> rejections;
    const char* want;
  };
  const Case cases[] = {
      {"none", {}, "a\n", {}, ""},
      {"first", {}, "a\nb\n", {{0, "bad"}}, "f:1: bad\n"},
      {"blank lines are no rows", {}, "\n a\n\r\nb\n", {{1, "bad"}}, "f:4: bad\n"},
      {"a later block", {100, 10}, "a\nb\n", {{0, "x"}, {1, "y"}}, "f:11: x\nf:12: y\n"},
      {"no newline at the end", {}, "a\nb", {{1, "bad"}}, "f:2: bad\n"},
      {"an array", {}, "[{},\n{}]", {{1, "bad"}}, "f: row 2: bad\n"},
      {"not known", {100, 10}, "", {{0, "too long"}}, "f:11: too long\n"},
  };
  for (const Case& c : cases) {
    Rejects rejects = std::move(*Rejects::open(""));
    rejects.add("f", c.begin, c.text, c.rejections);
    EXPECT_EQ(rejects.report(), c.want) << c.name;
  }
}

TEST(Rejects, ShowsAFewAndKeepsAll) {
  const tests::TempDir dir;
  std::string text;
  for (int i = 0; i < 8; ++i) text += "line " + std::to_string(i) + "\n";
  for (int times = 0; times < 2; ++times) {
    Rejects rejects = std::move(*Rejects::open(dir.file("rejects")));
    rejects.add("f", {}, text, ingest::reject_lines(text, "bad"));
    EXPECT_EQ(rejects.report(), "f:1: bad\nf:2: bad\nf:3: bad\nf:4: bad\nf:5: bad\nand 3 more\n");
    EXPECT_TRUE(rejects.finish().has_value());
  }
  std::ifstream in(dir.file("rejects"));
  EXPECT_EQ(std::string((std::istreambuf_iterator<char>(in)), {}), text + text);
}

TEST(Rejects, SaysThatTheDiskIsFull) {
  Rejects rejects = std::move(*Rejects::open("/dev/full"));
  rejects.add("f", {}, "a\n", ingest::reject_lines("a\n", "bad"));
  EXPECT_EQ(rejects.finish().error().message, "/dev/full: cannot write: No space left on device");
}

}  // namespace
}  // namespace shiptally::cli
