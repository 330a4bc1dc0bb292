#include "schema/base/glob.h"

#include <gtest/gtest.h>

#include <string>

namespace shiptally {
namespace {

struct Case {
  const char *pattern, *text;
  bool fits;
};

TEST(Glob, FitsWholeTexts) {
  const Case cases[] = {
      {"api", "api", true},
      {"api", "api2", false},
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"*", "anything", true},
      {"*", "a/b", false},
      {"**", "a/b", true},
      {"pay*", "payments", true},
      {"*-eu", "payments-eu", true},
      {"p?y", "pay", true},
      {"p?y", "p/y", false},
      {"services/api/**", "services/api/main.cc", true},
      {"services/api/**", "services/api/x/y.cc", true},
      {"services/api/**", "services/apis/x.cc", false},
      {"services/api/**", "services/api", false},
      {"**/*.tf", "main.tf", true},
      {"**/*.tf", "a/b/main.tf", true},
      {"**/*.tf", "a/b/main.tfx", false},
      {"**/api/*", "api/x", true},
      {"**/api/*", "xapi/x", false},
      {"a/**/b", "a/b", true},
      {"a/**/b", "a/x/y/b", true},
      {"a/**/b", "a/xb", false},
      {"*a*b*", "xxaxxbxx", true},
      {"*a*b*", "xxbxxaxx", false},
      {"a**/b", "ax/y/b", true},
      {"a**/b", "ab", false},
      {"**a**b", "xaxxb", true},
      {"**/*/x", "a/b/x", true},
      {"*/**/x", "a/x", true},
      {"*/**/x", "x", false},
      {"**/b*/c", "b1/b2/c", true},
      {"[ab].c", "a.c", false},
  };
  for (const Case& c : cases)
    EXPECT_EQ(glob_matches(c.pattern, c.text), c.fits) << c.pattern << " " << c.text;
}

TEST(Glob, TakesNoLongerThanTheProductOfTheLengths) {
  const std::string text(2000, 'a');
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(glob_matches(pattern + "b", text));
}

TEST(Glob, KnowsPatternsFromNames) {
  EXPECT_TRUE(is_glob("pay*"));
  EXPECT_TRUE(is_glob("p?y"));
  EXPECT_FALSE(is_glob("payments"));
}

}  // namespace
}  // namespace shiptally
