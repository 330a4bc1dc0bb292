#include "daemon/config/scalar.h"

#include <gtest/gtest.h>

#include "daemon/config/config.h"

namespace shiptally::config {
namespace {

TEST(Size, IsRead) {
  struct Case {
    const char* text;
    std::int64_t bytes;
  };
  const Case cases[] = {{"0", 0},       {"512", 512},         {"1B", 1},
                        {"1KiB", 1024}, {"16 MiB", 16 << 20}, {"2GiB", 2LL << 30},
                        {"1kB", 1000},  {"3MB", 3'000'000}};
  for (const Case& c : cases) EXPECT_EQ(parse_size(c.text).value(), c.bytes) << c.text;
  for (const char* text : {"", "MiB", "1mib", "1.5MiB", "-1", "1  MiB", "1MiB ", "01", "9223372036854775808"})
    EXPECT_TRUE(parse_size(text).has_error()) << text;
}

TEST(Duration, IsRead) {
  struct Case {
    const char* text;
    std::int64_t ms;
  };
  const Case cases[] = {
      {"10ms", 10}, {"30s", 30'000}, {"2m", 120'000}, {"24h", 86'400'000}, {"7d", 604'800'000}};
  for (const Case& c : cases) EXPECT_EQ(parse_duration(c.text, false).value().count(), c.ms) << c.text;
  EXPECT_EQ(parse_duration("250", true).value().count(), 250);
  for (const char* text : {"250", "", "s", "1w", "1.5h", "1h30m", "-1s"})
    EXPECT_TRUE(parse_duration(text, false).has_error()) << text;
}

TEST(Endpoint, IsRead) {
  struct Case {
    const char *text, *address;
    int port;
  };
  const Case cases[] = {
      {"127.0.0.1:8255", "127.0.0.1", 8255}, {"0.0.0.0:0", "0.0.0.0", 0}, {"[::1]:1", "::1", 1}};
  for (const Case& c : cases) {
    EXPECT_EQ(parse_endpoint(c.text).value().address, c.address);
    EXPECT_EQ(parse_endpoint(c.text).value().port, c.port);
  }
  for (const char* text :
       {"", ":8255", "127.0.0.1:", "127.0.0.1:+1", "[127.0.0.1]:1", "::1:1", "[::1]", "1.2.3:1"})
    EXPECT_TRUE(parse_endpoint(text).has_error()) << text;
}

TEST(Config, TakesByteOrderMarkCarriageReturnsAndUmlauts) {
  const auto config = read_config(
      "\xEF\xBB\xBF"
      "data_dir: /srv\r\nnames: {teams: {zürich: \"ü, \\\"x\\\"\", genève: é}}\r\n",
      "c.yaml");
  ASSERT_TRUE(config.has_value()) << config.error().message;
  EXPECT_EQ(config->data_dir, "/srv");
  EXPECT_EQ(config->names.teams[0], (TeamRule{"zürich", {{"ü, \"x\"", {}, {}}}}));
  EXPECT_EQ(config->names.teams[1], (TeamRule{"genève", {{"é", {}, {}}}}));
}

}  // namespace
}  // namespace shiptally::config
