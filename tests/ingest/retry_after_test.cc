#include "daemon/ingest/retry_after.h"

#include <gtest/gtest.h>

namespace shiptally::ingest {
namespace {

TEST(RetryAfter, IsSecondsOrADate) {
  const Instant now = parse_instant("1994-11-06T08:49:00Z").value();
  const struct {
    const char* header;
    std::optional<std::int64_t> ms;
  } kCases[] = {
      {"0", 0},
      {"120", 120'000},
      {"9999999999", 9'999'999'999'000},
      {"Sun, 06 Nov 1994 08:49:37 GMT", 37'000},
      {"Sun, 06 Nov 1994 08:48:00 GMT", 0},
      {"Mon, 07 Nov 1994 08:49:00 GMT", 86'400'000},
      {"", {}},
      {"-1", {}},
      {"1.5", {}},
      {"soon", {}},
      {"99999999999", {}},
      {"Sun, 31 Feb 1994 08:49:37 GMT", {}},
      {"Sun, 06 Nov 1994 25:49:37 GMT", {}},
      {"Sun, 06 Nov 1994 08:49:37 CET", {}},
  };
  for (const auto& c : kCases) {
    const auto wait = retry_after(c.header, now);
    EXPECT_EQ(wait, c.ms ? std::optional(Millis(*c.ms)) : std::nullopt) << c.header;
  }
}

}  // namespace
}  // namespace shiptally::ingest
