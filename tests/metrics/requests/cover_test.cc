#include "daemon/metrics/requests/cover.h"

#include <gtest/gtest.h>

#include <random>

#include "daemon/metrics/stats/calendar.h"

namespace shiptally::metrics {
namespace {

Instant at(const char* text) { return parse_instant(text).value(); }

struct Expected {
  Level level;
  const char* from;
  const char* to;
};

struct Case {
  const char* name;
  const char *from, *to;
  Bucket bucket;
  const char* tz;
  std::vector<Expected> plan;
};

const Case kCases[] = {
    {"whole UTC days are one read of day cells",
     "2026-03-01",
     "2026-04-01",
     Bucket::day,
     "UTC",
     {{Level::day, "2026-03-01", "2026-04-01"}}},
    {"a month in UTC",
     "2026-03-01",
     "2026-04-01",
     Bucket::month,
     "UTC",
     {{Level::day, "2026-03-01", "2026-04-01"}}},
    {"hourly buckets merge across days",
     "2026-03-01",
     "2026-03-03",
     Bucket::hour,
     "UTC",
     {{Level::hour, "2026-03-01", "2026-03-03"}}},
    {"five minutes are one read of their cells, minutes at the edges",
     "2026-03-01T00:03:00Z",
     "2026-03-01T02:01:00Z",
     Bucket::five_minutes,
     "UTC",
     {{Level::minute, "2026-03-01T00:03:00Z", "2026-03-01T00:05:00Z"},
      {Level::five_minutes, "2026-03-01T00:05:00Z", "2026-03-01T02:00:00Z"},
      {Level::minute, "2026-03-01T02:00:00Z", "2026-03-01T02:01:00Z"}}},
    {"minutes come from minutes",
     "2026-03-01T00:00:00Z",
     "2026-03-01T02:00:00Z",
     Bucket::minute,
     "UTC",
     {{Level::minute, "2026-03-01T00:00:00Z", "2026-03-01T02:00:00Z"}}},
    {"a ragged window: every level, coarsest in the middle",
     "2026-03-01T22:53:59.500Z",
     "2026-03-04T01:11:00.001Z",
     Bucket::none,
     "UTC",
     {{Level::raw, "2026-03-01T22:53:59.500Z", "2026-03-01T22:54:00Z"},
      {Level::minute, "2026-03-01T22:54:00Z", "2026-03-01T22:55:00Z"},
      {Level::five_minutes, "2026-03-01T22:55:00Z", "2026-03-01T23:00:00Z"},
      {Level::hour, "2026-03-01T23:00:00Z", "2026-03-02T00:00:00Z"},
      {Level::day, "2026-03-02", "2026-03-04"},
      {Level::hour, "2026-03-04T00:00:00Z", "2026-03-04T01:00:00Z"},
      {Level::five_minutes, "2026-03-04T01:00:00Z", "2026-03-04T01:10:00Z"},
      {Level::minute, "2026-03-04T01:10:00Z", "2026-03-04T01:11:00Z"},
      {Level::raw, "2026-03-04T01:11:00Z", "2026-03-04T01:11:00.001Z"}}},
    {"days in Berlin begin at 23:00 UTC: hours, merged",
     "2026-01-09T23:00:00Z",
     "2026-01-11T23:00:00Z",
     Bucket::day,
     "Europe/Berlin",
     {{Level::hour, "2026-01-09T23:00:00Z", "2026-01-11T23:00:00Z"}}},
    {"a week in Berlin: an hour, six days, 23 hours",
     "2026-01-04T23:00:00Z",
     "2026-01-11T23:00:00Z",
     Bucket::week,
     "Europe/Berlin",
     {{Level::hour, "2026-01-04T23:00:00Z", "2026-01-05T00:00:00Z"},
      {Level::day, "2026-01-05", "2026-01-11"},
      {Level::hour, "2026-01-11T00:00:00Z", "2026-01-11T23:00:00Z"}}},
    {"days in Kolkata begin at 18:30 UTC: five minutes at both ends of each day",
     "2026-01-09T18:30:00Z",
     "2026-01-11T18:30:00Z",
     Bucket::day,
     "Asia/Kolkata",
     {{Level::five_minutes, "2026-01-09T18:30:00Z", "2026-01-09T19:00:00Z"},
      {Level::hour, "2026-01-09T19:00:00Z", "2026-01-10T18:00:00Z"},
      {Level::five_minutes, "2026-01-10T18:00:00Z", "2026-01-10T19:00:00Z"},
      {Level::hour, "2026-01-10T19:00:00Z", "2026-01-11T18:00:00Z"},
      {Level::five_minutes, "2026-01-11T18:00:00Z", "2026-01-11T18:30:00Z"}}},
    {"less than a minute is raw",
     "2026-03-01T00:00:10Z",
     "2026-03-01T00:00:50Z",
     Bucket::none,
     "UTC",
     {{Level::raw, "2026-03-01T00:00:10Z", "2026-03-01T00:00:50Z"}}},
    {"half minutes on both sides of a minute boundary join",
     "2026-03-01T00:00:30Z",
     "2026-03-01T00:01:30Z",
     Bucket::none,
     "UTC",
     {{Level::raw, "2026-03-01T00:00:30Z", "2026-03-01T00:01:30Z"}}},
    {"before 1970",
     "1969-12-31T23:59:30Z",
     "1970-01-02",
     Bucket::none,
     "UTC",
     {{Level::raw, "1969-12-31T23:59:30Z", "1970-01-01"}, {Level::day, "1970-01-01", "1970-01-02"}}},
};

TEST(Cover, PicksTheCoarsestLevelThatFits) {
  for (const Case& c : kCases) {
    const auto got = cover(buckets({at(c.from), at(c.to)}, c.bucket, c.tz).value(), std::nullopt);
    ASSERT_EQ(got.size(), c.plan.size()) << c.name;
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_EQ(got[i].level, c.plan[i].level) << c.name << " segment " << i;
      EXPECT_EQ(format_instant(got[i].window.from), format_instant(at(c.plan[i].from))) << c.name;
      EXPECT_EQ(format_instant(got[i].window.to), format_instant(at(c.plan[i].to))) << c.name;
    }
  }
}

TEST(Cover, AsOfReadsRawRowsOnly) {
  const auto days = buckets({at("2026-03-01"), at("2026-03-05")}, Bucket::day, "UTC").value();
  const std::vector<Segment> raw = {{Level::raw, {at("2026-03-01"), at("2026-03-05")}}};
  EXPECT_EQ(cover(days, at("2026-03-10")), raw);
}

TEST(Cover, EdgesOfWhatExpiredAreMinutes) {
  const Instant kept_from = at("2026-03-01T12:00:00Z");
  std::vector<Window> windows = {{at("2026-03-01T10:00:30Z"), at("2026-03-01T11:59:59.999Z")},
                                 {at("2026-03-01T11:59:59.999Z"), at("2026-03-01T12:00:30Z")},
                                 {at("2026-03-01T12:00:30Z"), at("2026-03-01T12:01:30Z")}};
  floor_expired_edges(windows, kept_from);
  const std::vector<Window> kWanted = {{at("2026-03-01T10:00:00Z"), at("2026-03-01T11:59:00Z")},
                                       {at("2026-03-01T11:59:00Z"), at("2026-03-01T12:00:30Z")},
                                       {at("2026-03-01T12:00:30Z"), at("2026-03-01T12:01:30Z")}};
  EXPECT_EQ(windows, kWanted);
  for (const Segment& segment : cover(windows, std::nullopt))
    EXPECT_TRUE(segment.level != Level::raw || segment.window.from >= kept_from);
}

TEST(Cover, NothingAskedNothingRead) { EXPECT_TRUE(cover({}, std::nullopt).empty()); }

TEST(Cover, LeavesGapsBetweenBucketsOut) {
  const Window first{at("2026-03-01"), at("2026-03-02")}, second{at("2026-03-03"), at("2026-03-04")};
  const std::vector<Segment> plan = {{Level::day, first}, {Level::day, second}};
  EXPECT_EQ(cover(std::vector{first, second}, std::nullopt), plan);
}

Millis cell_of(Level level) {
  const Millis lengths[] = {Millis(1), std::chrono::minutes(1), std::chrono::minutes(5),
                            std::chrono::hours(1), std::chrono::days(1)};
  return lengths[static_cast<std::size_t>(level)];
}

/// The three promises of cover() for whatever window, bucket and zone.
void expect_exact(const std::vector<Window>& asked, const std::vector<Segment>& plan) {
  ASSERT_FALSE(plan.empty());
  EXPECT_EQ(plan.front().window.from, asked.front().from);
  EXPECT_EQ(plan.back().window.to, asked.back().to);
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const Segment& s = plan[i];
    EXPECT_LT(s.window.from, s.window.to);
    EXPECT_EQ(s.window.from.time_since_epoch() % cell_of(s.level), Millis(0));
    EXPECT_EQ(s.window.to.time_since_epoch() % cell_of(s.level), Millis(0));
    if (i == 0) continue;
    EXPECT_EQ(s.window.from, plan[i - 1].window.to);
    EXPECT_NE(s.level, plan[i - 1].level);
  }
  // A bucket boundary inside a segment must be a cell boundary of its level.
  for (const Window& bucket : asked)
    for (const Segment& s : plan)
      if (s.window.from < bucket.to && bucket.to < s.window.to) {
        EXPECT_EQ(bucket.to.time_since_epoch() % cell_of(s.level), Millis(0));
      }
}

TEST(Cover, TilesAnyWindowExactly) {
  const char* zones[] = {"UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"};
  const Bucket sizes[] = {Bucket::none, Bucket::minute, Bucket::five_minutes, Bucket::hour,
                          Bucket::day,  Bucket::week,   Bucket::month,        Bucket::quarter};
  const std::int64_t grains_ms[] = {1, 1000, 60'000, 3'600'000, 86'400'000};
  std::mt19937_64 random(20261123);
  for (int round = 0; round < 400; ++round) {
    const Bucket size = sizes[random() % std::size(sizes)];
    const bool fine = size == Bucket::minute || size == Bucket::five_minutes || size == Bucket::hour;
    const std::int64_t grain = grains_ms[random() % std::size(grains_ms)];
    const auto span_max = static_cast<std::uint64_t>(fine ? 86'400'000LL : 400 * 86'400'000LL);
    const std::int64_t from = static_cast<std::int64_t>(random() % 1'800'000'000'000ULL) / grain * grain;
    const std::int64_t span = static_cast<std::int64_t>(random() % span_max) / grain * grain + grain;
    const char* zone = zones[random() % std::size(zones)];
    SCOPED_TRACE(testing::Message() << from << " + " << span << " ms, " << name(size) << ", " << zone);
    const auto asked = buckets({instant_from_ms(from), instant_from_ms(from + span)}, size, zone).value();
    expect_exact(asked, cover(asked, std::nullopt));
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace shiptally::metrics
