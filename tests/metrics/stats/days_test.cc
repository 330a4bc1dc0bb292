#include "daemon/metrics/stats/days.h"

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

struct WeekCase {
  const char *name, *from, *to, *tz;
  std::size_t touched;
  std::size_t apart;  ///< weeks from `from` to `to`
};

const WeekCase kWeekCases[] = {
    {"a whole week", "2026-03-02", "2026-03-09", "UTC", 1, 1},
    {"a millisecond of the next", "2026-03-02", "2026-03-09T00:00:00.001Z", "UTC", 2, 1},
    {"Sunday and Monday", "2026-03-08", "2026-03-10", "UTC", 2, 1},
    {"Monday to Sunday night", "2026-03-02", "2026-03-08T23:59:59.999Z", "UTC", 1, 0},
    {"a Sunday's last millisecond", "2026-03-08T23:59:59.999Z", "2026-03-09", "UTC", 1, 1},
    {"Thursday to Wednesday", "2026-03-05", "2026-03-12", "UTC", 2, 1},
    {"a year's end within a week", "2026-12-28", "2027-01-04", "UTC", 1, 1},
    {"31 December and 1 January are one", "2026-12-31", "2027-01-02", "UTC", 1, 0},
    {"a year's end between two weeks", "2023-12-31", "2024-01-02", "UTC", 2, 1},
    {"a year of 53 weeks", "2020-01-01", "2021-01-01", "UTC", 53, 52},
    {"a leap February", "2028-02-28", "2028-03-06", "UTC", 1, 1},
    // The clocks go forward on Sunday 29 March, back on Sunday 25 October.
    {"167 hours in Berlin", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z", "Europe/Berlin", 1, 1},
    {"the hour after them is Monday's", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00.001Z", "Europe/Berlin",
     2, 1},
    {"169 hours in Berlin", "2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z", "Europe/Berlin", 1, 1},
    {"the 169th is Sunday's", "2026-10-25T22:00:00Z", "2026-10-25T22:59:59.999Z", "Europe/Berlin", 1, 0},
    {"167 hours in Auckland", "2026-09-20T12:00:00Z", "2026-09-27T11:00:00Z", "Pacific/Auckland", 1, 1},
    // Samoa went from Thursday 29 December (UTC-10) to Saturday the 31st (UTC+14).
    {"Samoa's week had six days", "2011-12-26T10:00:00Z", "2012-01-01T10:00:00Z", "Pacific/Apia", 1, 1},
    {"Thursday and Saturday", "2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z", "Pacific/Apia", 1, 0},
    {"the Sunday before", "2011-12-26T09:59:59.999Z", "2011-12-31T10:00:00Z", "Pacific/Apia", 2, 1},
    {"the Monday after", "2011-12-31T10:00:00Z", "2012-01-01T10:00:00.001Z", "Pacific/Apia", 2, 1},
};

TEST(Days, CountsWeeksFromMonday) {
  for (const WeekCase& c : kWeekCases) {
    const Window window{parse_instant(c.from).value(), parse_instant(c.to).value()};
    const Days days = Days::of(window, c.tz).value();
    EXPECT_EQ(days.weeks_touched(window), c.touched) << c.name;
    EXPECT_EQ(days.week(window.to) - days.week(window.from), c.apart) << c.name;
  }
}

/// 1970-01-01 was a Thursday.
TEST(Days, WeeksOfTenYears) {
  const Window window{parse_instant("2019-05-15T13:00:00Z").value(),
                      parse_instant("2029-07-20T17:00:00Z").value()};
  const Days days = Days::of(window, "UTC").value();
  const auto number = [](Instant t) { return static_cast<std::size_t>((to_ms(t) / 86'400'000 + 3) / 7); };
  for (Instant t = window.from; t < window.to; t += std::chrono::hours(37)) {
    ASSERT_EQ(days.week(t) - days.week(window.from), number(t) - number(window.from)) << format_instant(t);
    ASSERT_EQ(days.weeks_touched({window.from, t + Millis(1)}), number(t) - number(window.from) + 1);
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
