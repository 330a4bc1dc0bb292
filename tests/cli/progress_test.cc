#include "daemon/cli/progress.h"

#include <gtest/gtest.h>

namespace shiptally::cli {
namespace {

TEST(Progress, SaysWhatIsKnown) {
  using std::chrono::seconds;
  struct Case {
    const char* name;
    Advance advance;
    const char* want;
  };
  const Case cases[] = {
      {"a pipe", {500, 0, std::nullopt, 10, seconds(2)}, "10 rows  5 rows/s"},
      {"at once", {0, 0, 1000, 0, seconds(0)}, "0 %  0 rows  0 rows/s"},
      {"a quarter", {250, 0, 1000, 100, seconds(10)}, "25 %  100 rows  10 rows/s  0:30 left"},
      {"went on at half", {750, 500, 1000, 100, seconds(100)}, "75 %  100 rows  1 rows/s  1:40 left"},
      {"hours", {1, 0, 10'001, 1, seconds(1)}, "0 %  1 rows  1 rows/s  2:46:40 left"},
      {"grew meanwhile", {1200, 0, 1000, 1, seconds(1)}, "100 %  1 rows  1 rows/s  0:00 left"},
      {"empty file", {0, 0, 0, 0, seconds(1)}, "0 rows  0 rows/s"},
  };
  for (const Case& c : cases) EXPECT_EQ(progress_line(c.advance), c.want) << c.name;
}

}  // namespace
}  // namespace shiptally::cli
