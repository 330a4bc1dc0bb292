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
  const std::vector<NameRule> rules = {{"live", "blue"}, {"pr-*", "preview"}, {"*", "other"}};
  const Aliases aliases(rules);
  EXPECT_EQ(environment_name("Live", aliases), "blue");
  EXPECT_EQ(environment_name("PR-12", aliases), "preview");
  EXPECT_EQ(environment_name("prod", aliases), "other");
  EXPECT_EQ(environment_name("", aliases), "production");  // who tells nothing fits no glob
}

}  // namespace
}  // namespace shiptally::normalise
