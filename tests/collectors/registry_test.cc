#include <set>

#include "tests/collectors/deliver.h"

namespace shiptally::collectors {
namespace {

TEST(Registry, NamesAndPathsAreUnique) {
  std::set<std::string_view> names, paths;
  for (const Collector& c : registry()) {
    EXPECT_TRUE(names.insert(c.name).second) << c.name;
    EXPECT_TRUE(paths.insert(c.path).second) << c.path;
    EXPECT_TRUE(c.path.starts_with("/v1/") || c.path.starts_with("/hooks/")) << c.path;
    EXPECT_TRUE(c.path.ends_with(c.name)) << c.path;
  }
  EXPECT_EQ(names.size(), 10u);
}

TEST(Registry, NoDecoderFallsOverRubbish) {
  const std::string bodies[] = {"",
                                "[",
                                "{}",
                                "[{}]",
                                "null",
                                "[null]",
                                std::string(10000, '['),
                                "{\"\\ud800\":1}",
                                std::string("\0\0", 2),
                                "{\"a\":\"\\\"}",
                                "[{\"a\"}]",
                                "{\"a\":}",
                                "{:1}",
                                "{\"a\":1,,}"};
  for (const Collector& c : registry())
    for (const std::string& body : bodies) {
      Delivery delivery = deliver(body);
      delivery.headers = {{"x-github-event", "deployment_status"}};
      const auto out = c.decode(std::move(delivery));
      EXPECT_TRUE(out.has_error() || out->facts.size() == 0) << c.name << " " << body;
    }
}

TEST(Delivery, FindsAHeader) {
  const Delivery delivery{"", {{"a", "1"}, {"b", "2"}}, kNow};
  EXPECT_EQ(delivery.header("b"), "2");
  EXPECT_EQ(delivery.header("c"), "");
}

}  // namespace
}  // namespace shiptally::collectors
