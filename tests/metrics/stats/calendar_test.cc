#include "daemon/metrics/stats/calendar.h"

#include <gtest/gtest.h>

namespace shiptally::metrics {
namespace {

Instant at(const char* text) { return parse_instant(text).value(); }

struct Case {
  const char* name;
  const char *from, *to;
  Bucket bucket;
  const char* tz;
  std::vector<const char*> starts;
};

const Case kCases[] = {
    {"none is one row", "2026-01-01", "2026-02-01", Bucket::none, "UTC", {"2026-01-01"}},
    {"DST day has 23 hours",
     "2026-03-28T23:00:00Z",
     "2026-03-30T22:00:00Z",
     Bucket::day,
     "Europe/Berlin",
     {"2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"}},
    {"months in Auckland",
     "2026-01-31T11:00:00Z",
     "2026-03-31T11:00:00Z",
     Bucket::month,
     "Pacific/Auckland",
     {"2026-01-31T11:00:00Z", "2026-02-28T11:00:00Z"}},
    {"weeks begin on Monday, edges cut",
     "2026-11-18",
     "2026-12-01",
     Bucket::week,
     "UTC",
     {"2026-11-18", "2026-11-23", "2026-11-30"}},
    {"quarters",
     "2026-02-01",
     "2026-08-01",
     Bucket::quarter,
     "UTC",
     {"2026-02-01", "2026-04-01", "2026-07-01"}},
    {"hours",
     "2026-02-01T00:30:00Z",
     "2026-02-01T02:00:00Z",
     Bucket::hour,
     "UTC",
     {"2026-02-01T00:30:00Z", "2026-02-01T01:00:00Z"}},
    {"minutes before 1970",
     "1969-12-31T23:58:30Z",
     "1970-01-01T00:01:00Z",
     Bucket::minute,
     "UTC",
     {"1969-12-31T23:58:30Z", "1969-12-31T23:59:00Z", "1970-01-01"}},
    {"Samoa skipped a day",
     "2011-12-29T10:00:00Z",
     "2012-01-01T10:00:00Z",
     Bucket::day,
     "Pacific/Apia",
     {"2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"}},
};

TEST(Buckets, CutsTheWindow) {
  for (const Case& c : kCases) {
    const auto got = buckets({at(c.from), at(c.to)}, c.bucket, c.tz).value();
    ASSERT_EQ(got.size(), c.starts.size()) << c.name;
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_EQ(got[i].from, at(c.starts[i])) << c.name << ": " << format_instant(got[i].from);
      EXPECT_EQ(got[i].to, i + 1 < got.size() ? got[i + 1].from : at(c.to)) << c.name;
    }
  }
}

TEST(Buckets, Refuses) {
  const Window day{at("2026-01-01"), at("2026-01-02")};
  EXPECT_EQ(buckets(day, Bucket::day, "Mars/Olympus").error().message,
            "tz: unknown time zone \"Mars/Olympus\"");
  EXPECT_EQ(buckets({day.to, day.from}, Bucket::day, "UTC").error().message, "to: must be after from");
  EXPECT_TRUE(buckets({at("2010-01-01"), at("2026-01-01")}, Bucket::minute, "UTC").has_error());
}

}  // namespace
}  // namespace shiptally::metrics
