// The forecast held against generated years, beside two simple ways to tell a month's total: printed, and
// bounds asserted, so that a change that makes it worse is seen.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "daemon/metrics/money/forecast.h"
#include "tests/metrics/cost_years.h"

namespace shiptally::metrics {
namespace {

constexpr int kMonth = 30, kSeeds = 12;

Window days(const DailyCosts& costs, int from, int to) {
  return {costs.first + kOneDay * from, costs.first + kOneDay * to};
}

double usd(const DailyCosts& costs, int from, int to) { return costs.sum(days(costs, from, to)).to_double(); }

/// The month's days so far go on as they were.
double run_rate(const DailyCosts& costs, int begin, int now) {
  return usd(costs, begin, now) / (now - begin) * kMonth;
}

/// Each day to come is the mean of the last four of its weekday.
double last_four_weeks(const DailyCosts& costs, int begin, int now) {
  double total = usd(costs, begin, now);
  for (int day = now; day < begin + kMonth; ++day) {
    const int like = now - 7 + (day - now) % 7;
    int weeks = 0;
    double sum = 0;
    for (int back = 0; back < 4 && like - 7 * back >= 0; ++back, ++weeks)
      sum += usd(costs, like - 7 * back, like - 7 * back + 1);
    total += weeks == 0 ? 0 : sum / weeks;
  }
  return total;
}

struct Score {
  double ours = 0, run_rate = 0, four_weeks = 0;  ///< sums of |error| / actual
  int n = 0, covered = 0;
  double width = 0;  ///< of the interval / point

  Score& operator+=(const Score& o) {
    ours += o.ours, run_rate += o.run_rate, four_weeks += o.four_weeks, width += o.width;
    n += o.n, covered += o.covered;
    return *this;
  }
  double coverage() const { return 100.0 * covered / n; }
  void print(std::string_view name) const {
    std::printf("%-10.*s %6d  %9.2f %9.2f %12.2f  %8.1f %7.1f\n", static_cast<int>(name.size()), name.data(),
                n, 100 * ours / n, 100 * run_rate / n, 100 * four_weeks / n, coverage(), 100 * width / n);
  }
};

/// One forecast from the beginning of day `now` for the month from day `begin`.
void judge(const DailyCosts& year, int begin, int now, Score& score) {
  const double actual = usd(year, begin, begin + kMonth);
  DailyCosts known = year;
  known.days.resize(static_cast<std::size_t>(now));
  const Forecast told = forecast(known, days(year, begin, begin + kMonth), Money());
  if (!told.total || actual <= 0) return;
  const double point = told.total->point.to_double();
  ++score.n;
  score.ours += std::fabs(point - actual) / actual;
  score.run_rate += std::fabs(run_rate(year, begin, now) - actual) / actual;
  score.four_weeks += std::fabs(last_four_weeks(year, begin, now) - actual) / actual;
  score.covered += told.total->low.to_double() <= actual && actual <= told.total->high.to_double();
  score.width += (told.total->high - told.total->low).to_double() / point;
}

TEST(ForecastBacktest, BeatsBothSimpleWaysAndKnowsHowSureItIs) {
  std::printf("mean |error| of a month's total, %%    ours  run-rate  4 weeks' mean  covered   width\n");
  Score all;
  for (const YearKind& kind : year_kinds()) {
    Score of_kind;
    for (int seed = 1; seed <= kSeeds; ++seed) {
      const DailyCosts year = cost_year(kind, static_cast<std::uint64_t>(seed)).costs;
      for (int begin = 30; begin + kMonth <= 390; begin += kMonth)
        for (const int now : {begin + 5, begin + 12, begin + 20}) judge(year, begin, now, of_kind);
    }
    of_kind.print(kind.name);
    EXPECT_LT(of_kind.ours, of_kind.run_rate) << kind.name;
    EXPECT_LT(of_kind.ours, 1.1 * of_kind.four_weeks) << kind.name;
    EXPECT_GE(of_kind.coverage(), 65) << kind.name;
    EXPECT_LE(of_kind.coverage(), 97) << kind.name;
    all += of_kind;
  }
  all.print("all");
  EXPECT_GT(all.n, 4'000);
  EXPECT_LT(all.ours, 0.70 * all.run_rate);
  EXPECT_LT(all.ours, 0.88 * all.four_weeks);
  EXPECT_GE(all.coverage(), 75);
  EXPECT_LE(all.coverage(), 85);
}

}  // namespace
}  // namespace shiptally::metrics
