#include "daemon/metrics/days.h"

#include <gtest/gtest.h>

namespace shiptally::metrics {
namespace {

struct Case {
  const char *name, *from, *to, *tz;
  double length;
  std::size_t touched;
};

const Case kCases[] = {
    {"a whole day", "2026-03-02", "2026-03-03", "UTC", 1, 1},
    {"noon to noon", "2026-03-02T12:00:00Z", "2026-03-03T12:00:00Z", "UTC", 1, 2},
    {"an hour", "2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z", "UTC", 1.0 / 24, 1},
    {"23 hours in Berlin are a day", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "Europe/Berlin", 1, 1},
    {"25 hours in Berlin are a day", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "Europe/Berlin", 1, 1},
    {"a leap February", "2028-02-01", "2028-03-01", "UTC", 29, 29},
    {"Samoa had no 30th", "2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z", "Pacific/Apia", 2, 2},
    {"thirty days from the middle of one", "2026-03-02T15:00:00Z", "2026-04-01T15:00:00Z", "UTC", 30, 31},
};

TEST(Days, CountsCalendarDays) {
  for (const Case& c : kCases) {
    const Window window{parse_instant(c.from).value(), parse_instant(c.to).value()};
    const Days days = Days::of(window, c.tz).value();
    EXPECT_NEAR(days.length(window), c.length, 1e-12) << c.name;
    EXPECT_EQ(days.touched(window), c.touched) << c.name;
  }
}

TEST(Days, RefusesWhatIsNoWindow) {
  const Instant t = parse_instant("2026-03-02").value();
  EXPECT_EQ(Days::of({t, t}, "UTC").error().message, "to: must be after from");
  EXPECT_EQ(Days::of({t, t + Millis(1)}, "Mars/Olympus").error().message,
            "tz: unknown time zone \"Mars/Olympus\"");
}

}  // namespace
}  // namespace shiptally::metrics
