#include "daemon/normalise/environment.h"

#include <gtest/gtest.h>

namespace shiptally::normalise {
namespace {

struct Case {
  const char *reported, *environment;
};

const Case kCases[] = {
    {"", "production"},       {"  ", "production"}, {"prod", "production"},       {"PRD", "production"},
    {"live", "production"},   {"stg", "staging"},   {"Stage", "staging"},         {"dev", "development"},
    {"test", "testing"},      {" qa ", "testing"},  {"Production", "production"}, {"canary", "canary"},
    {"producer", "producer"},
};

TEST(Environment, HasOneName) {
  for (const Case& c : kCases) EXPECT_EQ(environment_name(c.reported, {}), c.environment) << c.reported;
}

TEST(Environment, TheConfigsAliasesComeFirst) {
  EXPECT_EQ(environment_name("Live", {{"live", "blue"}}), "blue");
  EXPECT_EQ(environment_name("", {{"", "sandbox"}}), "sandbox");
}

}  // namespace
}  // namespace shiptally::normalise
