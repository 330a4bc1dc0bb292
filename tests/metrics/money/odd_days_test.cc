#include "daemon/metrics/money/odd_days.h"

#include <gtest/gtest.h>

#include "tests/metrics/cost_years.h"

namespace shiptally::metrics {
namespace {

/// A hundred days of about a hundred dollars, from a Monday on; weekends at a third.
DailyCosts quiet_days() {
  DailyCosts out{parse_instant("2026-06-01").value(), {}};
  Dice dice(7);
  for (int day = 0; day < 100; ++day)
    out.days.push_back(estimate_of((day % 7 >= 5 ? 33 : 100) * (1 + 0.03 * dice.normal())));
  return out;
}

std::vector<std::size_t> indices(const std::vector<OddDay>& odd) {
  std::vector<std::size_t> out;
  for (const OddDay& each : odd) out.push_back(each.day);
  return out;
}

TEST(OddDays, QuietDaysAreNotOdd) {
  EXPECT_EQ(indices(odd_days(quiet_days(), 60)), std::vector<std::size_t>{});
}

TEST(OddDays, ASpikeAndAGapAre) {
  DailyCosts costs = quiet_days();
  costs.days[80] = Money::from_dollars(200);  // a Thursday
  costs.days[86] = Money();                   // a Wednesday
  const auto odd = odd_days(costs, 60);
  ASSERT_EQ(indices(odd), (std::vector<std::size_t>{80, 86}));
  EXPECT_EQ(odd[0].actual, Money::from_dollars(200));
  EXPECT_NEAR(odd[0].expected.to_double(), 100, 5);
  EXPECT_LT(odd[0].low, odd[0].expected);
  EXPECT_LT(odd[0].expected, odd[0].high);
  EXPECT_LT(odd[0].high, odd[0].actual);
  EXPECT_GT(odd[0].score, kOddScore);
  EXPECT_LT(odd[1].score, -kOddScore);
  EXPECT_LT(odd[1].actual, odd[1].low);
}

// Days before 1970 have negative numbers; their weekdays are the same as ever.
TEST(OddDays, Before1970AreWhatTheyAreLater) {
  EXPECT_EQ(weekday(0), 0U);
  EXPECT_EQ(weekday(-1), 6U);
  EXPECT_EQ(weekday(-7), 0U);
  DailyCosts costs = quiet_days();
  costs.days[80] = Money::from_dollars(200);
  costs.first -= kOneDay * 7 * 4'000;
  ASSERT_LT(costs.end(), Instant());
  EXPECT_EQ(indices(odd_days(costs, 60)), std::vector<std::size_t>{80});
}

TEST(OddDays, AWeekdaysCostIsOddAtAWeekend) {
  DailyCosts costs = quiet_days();
  costs.days[82] = Money::from_dollars(100);  // a Saturday
  EXPECT_EQ(indices(odd_days(costs, 60)), std::vector<std::size_t>{82});
}

TEST(OddDays, AJumpIsToldAndThenLearned) {
  DailyCosts costs = quiet_days();
  for (std::size_t day = 78; day < costs.days.size(); ++day) costs.days[day] = costs.days[day].scaled(2, 1);
  const auto days = indices(odd_days(costs, 60));
  ASSERT_FALSE(days.empty());
  EXPECT_EQ(days.front(), 78U);
  EXPECT_LE(days.back(), 78U + 3);
  EXPECT_GE(days.size(), 2U);
}

TEST(OddDays, ALeakIsToldOnce) {
  DailyCosts costs = quiet_days();
  double times = 1;
  for (std::size_t day = 70; day < costs.days.size(); ++day)
    costs.days[day] = estimate_of(costs.days[day].to_double() * (times *= 1.02));
  const auto odd = odd_days(costs, 60);
  ASSERT_EQ(odd.size(), 1U);
  EXPECT_EQ(odd[0].kind, OddKind::leak);
  EXPECT_GT(odd[0].score, kOddScore);
  EXPECT_GT(odd[0].actual, odd[0].expected);
}

TEST(OddDays, CentsAreNotOdd) {
  DailyCosts costs = quiet_days();
  for (Money& day : costs.days) day = day.scaled(1, 1000);
  costs.days[80] = Money::parse("0.9").value();
  EXPECT_EQ(indices(odd_days(costs, 60)), std::vector<std::size_t>{});
}

TEST(OddDays, NothingIsSaidOfTheFirstWeeks) {
  DailyCosts costs = quiet_days();
  costs.days[kOddDaysMin - 1] = Money::from_dollars(1000);
  EXPECT_EQ(indices(odd_days(costs, 0)), std::vector<std::size_t>{});
}

// Whatever window is asked for, and whatever is known of days after or long before, a day's verdict is the
// same.
TEST(OddDays, AVerdictDependsOnTheDaysBeforeItOnly) {
  for (const YearKind& kind : year_kinds()) {
    const DailyCosts year = cost_year(kind, 3).costs;
    const auto whole = odd_days(year, kOddDaysHistory);
    for (const std::size_t from : {200U, 290U, 371U}) {
      DailyCosts part = year;
      part.days.resize(from + 20);
      const std::size_t cut = from - kOddDaysHistory;
      part.days.erase(part.days.begin(), part.days.begin() + static_cast<std::ptrdiff_t>(cut));
      part.first += kOneDay * static_cast<std::int64_t>(cut);
      std::vector<OddDay> expected;
      for (const OddDay& odd : whole)
        if (odd.day >= from && odd.day < from + 20) expected.push_back(odd);
      const auto got = odd_days(part, kOddDaysHistory);
      ASSERT_EQ(got.size(), expected.size()) << kind.name << " " << from;
      for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_EQ(got[i].day + cut, expected[i].day);
        EXPECT_EQ(got[i].expected, expected[i].expected);
        EXPECT_EQ(got[i].score, expected[i].score);
      }
    }
  }
}

}  // namespace
}  // namespace shiptally::metrics
