#include "daemon/metrics/delivery/trend.h"

#include <gtest/gtest.h>

namespace shiptally::metrics {
namespace {

using enum Surveyed;

Estimate of(double value, double low, double high) { return {value, Interval{low, high}, 50}; }

struct Case {
  const char* name;
  Surveyed metric;
  Estimate now, before;
  Verdict verdict;
};

const Case kCases[] = {
    {"more deployments", deployment_frequency, of(4, 3, 5), of(1, 0.5, 2), Verdict::better},
    {"fewer deployments", deployment_frequency, of(1, 0.5, 2), of(4, 3, 5), Verdict::worse},
    {"shorter lead time", lead_time, of(10, 5, 15), of(60, 50, 70), Verdict::better},
    {"longer recovery", recovery_time, of(60, 50, 70), of(10, 5, 15), Verdict::worse},
    {"more failures", change_fail_rate, of(0.5, 0.4, 0.6), of(0.1, 0.05, 0.2), Verdict::worse},
    {"intervals overlap", lead_time, of(10, 5, 40), of(60, 30, 70), Verdict::no_clear_change},
    {"intervals touch", lead_time, of(10, 5, 30), of(60, 30, 70), Verdict::no_clear_change},
    {"too few now", lead_time, {10, {}, 3}, of(60, 30, 70), Verdict::not_enough_data},
    {"no data before", lead_time, of(60, 30, 70), {}, Verdict::not_enough_data},
};

TEST(Trend, Verdicts) {
  for (const Case& c : kCases)
    EXPECT_EQ(trend(figure(c.metric), c.now, c.before).verdict, c.verdict) << c.name;
}

TEST(Trend, Change) {
  const Trend t = trend(figure(lead_time), of(30, 20, 40), of(60, 50, 70));
  EXPECT_EQ(t.change, -30);
  EXPECT_EQ(t.ratio, -0.5);
  EXPECT_FALSE(trend(figure(change_fail_rate), of(0.1, 0, 0.3), of(0, 0, 0.2)).ratio);
  EXPECT_FALSE(trend(figure(lead_time), {}, of(60, 50, 70)).change);
}

struct Period {
  const char *name, *from, *to, *tz, *before;
};

const Period kPeriods[] = {
    {"a month", "2026-03-01", "2026-04-01", "UTC", "2026-02-01"},
    {"a quarter", "2026-04-01", "2026-07-01", "UTC", "2026-01-01"},
    {"a year", "2025-01-01", "2026-01-01", "UTC", "2024-01-01"},
    {"February of whole weeks is a month", "2027-02-01", "2027-03-01", "UTC", "2027-01-01"},
    {"a week over a clock change", "2026-03-29T23:00:00+01:00", "2026-04-05T22:00:00Z", "Europe/Berlin",
     "2026-03-22T23:00:00Z"},
    {"the week of the clock change", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z", "Europe/Berlin",
     "2026-03-15T23:00:00Z"},
    {"a month in Berlin", "2026-03-31T22:00:00Z", "2026-04-30T22:00:00Z", "Europe/Berlin",
     "2026-02-28T23:00:00Z"},
    {"not on the calendar: the same length", "2026-03-01T01:00:00Z", "2026-03-02T02:00:00Z", "UTC",
     "2026-02-28T00:00:00Z"},
};

TEST(Trend, ThePeriodBefore) {
  for (const Period& p : kPeriods) {
    const Window window{parse_instant(p.from).value(), parse_instant(p.to).value()};
    const Window before = period_before(window, p.tz).value();
    EXPECT_EQ(format_instant(before.from), format_instant(parse_instant(p.before).value())) << p.name;
    EXPECT_EQ(before.to, window.from) << p.name;
  }
  const Window day{parse_instant("2026-03-01").value(), parse_instant("2026-03-02").value()};
  EXPECT_EQ(period_before(day, "Mars/Olympus").error().code, Code::invalid);
}

TEST(Trend, CenturiesGoByTheirLength) {
  const Window window{parse_instant("1990-01-01").value(), parse_instant("2150-01-02").value()};
  EXPECT_EQ(period_before(window, "UTC").value().length(), window.length());
}

}  // namespace
}  // namespace shiptally::metrics
