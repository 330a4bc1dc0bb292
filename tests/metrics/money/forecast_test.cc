#include "daemon/metrics/money/forecast.h"

#include <gtest/gtest.h>

namespace shiptally::metrics {
namespace {

const Instant kFirst = parse_instant("2026-09-07").value();  // a Monday
const Window kNovember = {parse_instant("2026-11-01").value(), parse_instant("2026-12-01").value()};

Money usd(const char* text) { return Money::parse(text).value(); }

/// Days from kFirst on, up to `end`; `cost` tells each by its number.
template <class Cost>
DailyCosts days_until(const char* end, Cost cost) {
  DailyCosts out{kFirst, {}};
  const auto count = (parse_instant(end).value() - kFirst) / kOneDay;
  for (std::int64_t day = 0; day < count; ++day) out.days.push_back(cost(day));
  return out;
}

bool weekend(std::int64_t day) { return day % 7 >= 5; }

TEST(Forecast, GoesOnByWeekday) {
  // November 2026 has 21 working days and 9 at a weekend; the first eleven days have 8 and 3 of them.
  const auto known =
      days_until("2026-11-12", [](std::int64_t day) { return Money::from_dollars(weekend(day) ? 30 : 100); });
  const Forecast told = forecast(known, kNovember, Money());
  EXPECT_EQ(told.so_far, Money::from_dollars(8 * 100 + 3 * 30));
  ASSERT_TRUE(told.total);
  EXPECT_NEAR(told.total->point.to_double(), 21 * 100 + 9 * 30, 5);
  EXPECT_LE(told.total->low, told.total->point);
  EXPECT_LE(told.total->point, told.total->high);
  EXPECT_EQ(told.n, known.days.size());
  EXPECT_EQ(told.ahead.size(), 19U);
  EXPECT_NEAR(told.ahead[2].to_double(), 30, 1) << "the 14th is a Saturday";
}

TEST(Forecast, WildDaysDoNotMoveItAndANewLevelDoes) {
  const auto flat = [](std::int64_t) { return Money::from_dollars(100); };
  const auto wild = [](std::int64_t day) { return Money::from_dollars(day % 23 == 11 ? 900 : 100); };
  const auto jumped = [](std::int64_t day) { return Money::from_dollars(day >= 50 ? 250 : 100); };
  const auto rest = [](const DailyCosts& known) {
    const Forecast told = forecast(known, kNovember, Money());
    return (told.total->point - told.so_far).to_double();
  };
  EXPECT_NEAR(rest(days_until("2026-11-11", flat)), 2000, 1);
  EXPECT_NEAR(rest(days_until("2026-11-11", wild)), 2000, 60);
  EXPECT_NEAR(rest(days_until("2026-11-11", jumped)), 5000, 250);
}

TEST(Forecast, ATrendIsDamped) {
  double level = 100;
  const auto growing = days_until("2026-11-11", [&](std::int64_t) { return estimate_of(level *= 1.01); });
  const Forecast told = forecast(growing, kNovember, Money());
  const double rest = (told.total->point - told.so_far).to_double();
  EXPECT_GT(rest, 20 * level) << "more than if it stood still";
  EXPECT_LT(rest, 20 * level * 1.2) << "less than if it went on for ever";
}

TEST(Forecast, NothingIsMadeUp) {
  const auto dollar = [](std::int64_t) { return Money::from_dollars(1); };
  DailyCosts known = days_until("2026-11-11", dollar);
  for (std::size_t i = 0; i + 13 < known.days.size(); ++i) known.days[i] = Money();
  const Forecast short_of_a_day = forecast(known, kNovember, Money());
  EXPECT_FALSE(short_of_a_day.total);
  EXPECT_EQ(short_of_a_day.so_far, Money::from_dollars(10));
  EXPECT_EQ(short_of_a_day.n, 13U);
  EXPECT_EQ(short_of_a_day.reason,
            "13 whole days are known since the first that cost anything; a forecast needs 14");
  known.days[known.days.size() - 14] = Money::from_dollars(1);
  EXPECT_TRUE(forecast(known, kNovember, Money()).total);
  EXPECT_FALSE(forecast({kFirst, std::vector<Money>(60)}, kNovember, Money()).total) << "nothing ever cost";
}

TEST(Forecast, WhatIsOverIsKnownExactly) {
  const auto known = days_until("2026-12-01", [](std::int64_t) { return usd("0.000000000001"); });
  const Forecast told = forecast(known, kNovember, Money());
  ASSERT_TRUE(told.total);
  for (const Money amount : {told.so_far, told.total->low, told.total->point, told.total->high})
    EXPECT_EQ(amount, usd("0.00000000003"));
}

TEST(Forecast, TodayIsForecastAndNeverBelowWhatItHasCost) {
  const auto dollar = [](std::int64_t) { return Money::from_dollars(1); };
  const DailyCosts known = days_until("2026-11-30", dollar);
  const Forecast quiet = forecast(known, kNovember, usd("0.2"));
  EXPECT_EQ(quiet.so_far, usd("29.2"));
  EXPECT_NEAR(quiet.total->point.to_double(), 30, 0.02);
  const Forecast wild = forecast(known, kNovember, usd("7.123456789012"));
  EXPECT_EQ(wild.total->point, usd("36.123456789012"));
  EXPECT_EQ(wild.total->low, wild.so_far);
}

TEST(Forecast, RoundedToCentsFromExactDays) {
  const auto known =
      days_until("2026-11-12", [](std::int64_t day) { return Money::from_pico(1'234'567'890'123 + day); });
  const Forecast told = forecast(known, kNovember, Money());
  Money sum;
  for (std::size_t i = known.days.size() - 11; i < known.days.size(); ++i) sum += known.days[i];
  EXPECT_EQ(told.so_far, sum);
  for (const Money amount : {told.total->low, told.total->point, told.total->high})
    EXPECT_EQ(amount, to_cents(amount)) << amount.str();
}

TEST(Forecast, OnlyTheLastHalfYearCounts) {
  DailyCosts known{parse_instant("2025-01-01").value(), {}};
  while (known.end() < parse_instant("2026-11-12").value())
    known.days.push_back(Money::from_dollars(80 + static_cast<std::int64_t>(known.days.size() * 37 % 41)));
  DailyCosts cut = known;
  const std::size_t extra = known.days.size() - kForecastDaysMax;
  cut.days.erase(cut.days.begin(), cut.days.begin() + static_cast<std::ptrdiff_t>(extra));
  cut.first += kOneDay * static_cast<std::int64_t>(extra);
  EXPECT_EQ(forecast(known, kNovember, Money()).total->point, forecast(cut, kNovember, Money()).total->point);
  EXPECT_EQ(forecast(known, kNovember, Money()).total->high, forecast(cut, kNovember, Money()).total->high);
}

}  // namespace
}  // namespace shiptally::metrics
