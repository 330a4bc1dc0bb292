#include "daemon/metrics/delivery/average.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shiptally::metrics {
namespace {

struct Span {
  int day;
  double hours;
};

struct Case {
  const char* name;
  std::vector<Span> spans;
  double median, lower_median, mean, daily_medians;  ///< hours
};

const Case kCases[] = {
    {"one", {{0, 3}}, 3, 3, 3, 3},
    {"two of a day", {{0, 5}, {0, 1}}, 3, 1, 3, 3},
    {"two days", {{1, 5}, {0, 1}}, 3, 1, 3, 3},
    {"three", {{0, 9}, {0, 1}, {0, 2}}, 2, 2, 4, 2},
    {"four", {{0, 1}, {0, 2}, {0, 4}, {0, 9}}, 3, 2, 4, 3},
    {"none is longer than nothing", {{0, 0}, {0, 0}, {0, 6}}, 0, 0, 2, 0},
    {"a busy day is one day", {{0, 1}, {0, 1}, {0, 1}, {4, 8}, {6, 10}}, 1, 1, 4.2, 8},
    {"days of unequal size, told in any order",
     {{2, 10}, {0, 3}, {1, 0}, {0, 7}, {1, 8}, {0, 1}},
     5,
     3,
     29.0 / 6,
     4},
    {"both medians of an even number", {{0, 1}, {0, 2}, {1, 3}, {1, 6}, {2, 4}, {3, 20}}, 3.5, 3, 6, 4.25},
};

const Instant kMonday = parse_instant("2026-03-02").value();

std::vector<TimedSpan> timed(const std::vector<Span>& spans) {
  std::vector<TimedSpan> out;
  for (const Span& s : spans)
    out.push_back({kMonday + std::chrono::hours(24 * s.day + 10), Millis(std::llround(s.hours * 3'600'000))});
  return out;
}

std::optional<double> hours(Average average, std::vector<TimedSpan> spans, const Days& days) {
  const auto out = average_seconds(average, spans, days);
  return out ? std::optional(*out / 3600) : std::nullopt;
}

TEST(Average, OfDurations) {
  const Days days = Days::of({kMonday, kMonday + std::chrono::hours(7 * 24)}, "UTC").value();
  for (const Case& c : kCases) {
    EXPECT_DOUBLE_EQ(*hours(Average::median, timed(c.spans), days), c.median) << c.name;
    EXPECT_DOUBLE_EQ(*hours(Average::lower_median, timed(c.spans), days), c.lower_median) << c.name;
    EXPECT_DOUBLE_EQ(*hours(Average::mean, timed(c.spans), days), c.mean) << c.name;
    EXPECT_DOUBLE_EQ(*hours(Average::daily_medians, timed(c.spans), days), c.daily_medians) << c.name;
  }
}

TEST(Average, OfNothingIsNone) {
  const Days days = Days::of({kMonday, kMonday + std::chrono::hours(24)}, "UTC").value();
  for (const Average average :
       {Average::median, Average::lower_median, Average::mean, Average::daily_medians})
    EXPECT_EQ(hours(average, {}, days), std::nullopt);
}

/// 1 h at 22:30 UTC on Monday, 3 h at 23:30, 9 h on Tuesday noon: in Berlin the second is Tuesday's.
TEST(Average, DaysAreThoseOfTheTimeZone) {
  const Window window{kMonday - std::chrono::hours(24), kMonday + std::chrono::hours(72)};
  const std::vector<TimedSpan> spans = {
      {parse_instant("2026-03-02T22:30:00Z").value(), std::chrono::hours(1)},
      {parse_instant("2026-03-02T23:30:00Z").value(), std::chrono::hours(3)},
      {parse_instant("2026-03-03T12:00:00Z").value(), std::chrono::hours(9)},
  };
  EXPECT_DOUBLE_EQ(*hours(Average::daily_medians, spans, Days::of(window, "UTC").value()), 5.5);
  EXPECT_DOUBLE_EQ(*hours(Average::daily_medians, spans, Days::of(window, "Europe/Berlin").value()), 3.5);
}

/// A mean of long spans is no sum of floating-point numbers, nor does it overflow.
TEST(Average, OfLongSpans) {
  const Days days = Days::of({kMonday, kMonday + std::chrono::hours(24)}, "UTC").value();
  std::vector<TimedSpan> spans(1000, {kMonday, std::chrono::hours(24 * 365 * 50)});
  spans.push_back({kMonday, Millis(1001)});
  EXPECT_DOUBLE_EQ(*average_seconds(Average::mean, spans, days), (1000.0 * 50 * 365 * 86400 + 1.001) / 1001);
}

}  // namespace
}  // namespace shiptally::metrics
