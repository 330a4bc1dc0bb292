#include "daemon/net/router.h"

#include <gtest/gtest.h>

namespace shiptally::net {
namespace {

TEST(Router, FindsByPathThenMethod) {
  const Router router(
      {{"GET", "/a", Access::open, {}}, {"POST", "/a", Access::open, {}}, {"POST", "/b", Access::open, {}}});
  struct Case {
    const char *method, *path;
    bool found;
    const char* allow;
  };
  const Case cases[] = {
      {"GET", "/a", true, ""},      {"HEAD", "/a", true, ""},      {"POST", "/b", true, ""},
      {"GET", "/b", false, "POST"}, {"HEAD", "/b", false, "POST"}, {"PUT", "/a", false, "GET, HEAD, POST"},
      {"GET", "/", false, ""},      {"GET", "/a/", false, ""},     {"get", "/a", false, "GET, HEAD, POST"},
  };
  for (const Case& c : cases) {
    const Match match = router.find(c.method, c.path);
    EXPECT_EQ(match.route != nullptr, c.found) << c.method << c.path;
    EXPECT_EQ(match.allow, c.allow) << c.method << c.path;
  }
}

TEST(Target, IsTakenApart) {
  struct Case {
    const char *target, *path;
    Fields query;
  };
  const Case cases[] = {
      {"/", "/", {}},
      {"/a?", "/a", {}},
      {"/a%2Fb+c", "/a/b+c", {}},
      {"/a?x=1&y=2&x=3", "/a", {{"x", "1"}, {"y", "2"}, {"x", "3"}}},
      {"/a?x=a%26b%3Dc", "/a", {{"x", "a&b=c"}}},
      {"/a?x=a=b&&y", "/a", {{"x", "a=b"}, {"y", ""}}},
      {"/a?x=a+b%2B", "/a", {{"x", "a b+"}}},
      {"/a?x=1#part", "/a", {{"x", "1"}}},
  };
  for (const Case& c : cases) {
    const Target target = parse_target(c.target).value();
    EXPECT_EQ(target.path, c.path) << c.target;
    EXPECT_EQ(target.query, c.query) << c.target;
  }
}

TEST(Target, IsRefused) {
  for (const char* target : {"", "*", "a", "http://h/", "/%", "/%4", "/%zz", "/%00", "/a?x=%", "/a?%00=1"})
    EXPECT_EQ(parse_target(target).error().code, Code::unreadable) << target;
}

}  // namespace
}  // namespace shiptally::net
