// Odd days held against generated years, beside two simple alarms: how often they cry wolf, and how much of
// what was planted they find.  Printed, and bounds asserted.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

#include "daemon/metrics/money/odd_days.h"
#include "tests/metrics/cost_years.h"

namespace shiptally::metrics {
namespace {

constexpr int kSeeds = 12;
constexpr std::size_t kFirstJudged = 150;

using Alarms = std::vector<std::size_t>;  ///< days, ascending

Alarms ours(const DailyCosts& costs, std::size_t from) {
  Alarms out;
  for (const OddDay& odd : odd_days(costs, from)) out.push_back(odd.day);
  return out;
}

/// Beyond three standard deviations of the last 28 days.
Alarms three_deviations(const DailyCosts& costs, std::size_t from) {
  Alarms out;
  for (std::size_t day = from; day < costs.days.size(); ++day) {
    double sum = 0, squares = 0;
    for (std::size_t i = day - 28; i < day; ++i) {
      const double usd = costs.days[i].to_double();
      sum += usd;
      squares += usd * usd;
    }
    const double mean = sum / 28, deviation = std::sqrt(std::max(0.0, squares / 28 - mean * mean));
    if (std::fabs(costs.days[day].to_double() - mean) > 3 * deviation) out.push_back(day);
  }
  return out;
}

/// Half as much again, or half of it, against the same weekday a week before.
Alarms half_as_much_again(const DailyCosts& costs, std::size_t from) {
  Alarms out;
  for (std::size_t day = from; day < costs.days.size(); ++day) {
    const double now = costs.days[day].to_double(), before = costs.days[day - 7].to_double();
    if (std::fabs(now - before) > 0.5 * before) out.push_back(day);
  }
  return out;
}

using Detector = Alarms (*)(const DailyCosts&, std::size_t);
constexpr Detector kDetectors[] = {ours, three_deviations, half_as_much_again};
using Rates = std::array<double, 3>;  ///< percent, of each detector

void print(const char* what, const Rates& rates) {
  std::printf("%-44s %8.2f %12.2f %14.2f\n", what, rates[0], rates[1], rates[2]);
}

bool is_clean(const YearKind& kind) {
  return kind.jumps == 0 && kind.spikes == 0 && !kind.holidays && !kind.launch;
}

/// Alarms a hundred days on which nothing happened.
Rates false_alarms(const YearKind& kind) {
  Rates alarms{};
  double days = 0;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const CostYear year = cost_year(kind, static_cast<std::uint64_t>(seed));
    days += static_cast<double>(year.costs.days.size() - kFirstJudged);
    for (std::size_t i = 0; i < alarms.size(); ++i)
      for (const std::size_t day : kDetectors[i](year.costs, kFirstJudged)) alarms[i] += !year.announced[day];
  }
  for (double& rate : alarms) rate *= 100 / days;
  return alarms;
}

struct Planted {
  const char* name;
  int days;                          ///< how long it lasts
  std::function<double(int)> times;  ///< on its nth day
  double found_min;                  ///< percent
};

/// How many of the planted are found while they last.
Rates found(const Planted& planted) {
  Rates hits{};
  double all = 0;
  for (const YearKind& kind : year_kinds()) {
    if (!is_clean(kind)) continue;
    for (int seed = 1; seed <= kSeeds; ++seed)
      for (const std::size_t at : {200U, 233U, 266U, 299U, 332U}) {
        DailyCosts costs = cost_year(kind, static_cast<std::uint64_t>(seed)).costs;
        if (costs.days[at] == Money()) continue;  // a weekend without cost cannot cost five times as much
        for (int day = 0; day < planted.days; ++day) {
          Money& cost = costs.days[at + static_cast<std::size_t>(day)];
          cost = estimate_of(cost.to_double() * planted.times(day));
        }
        const std::size_t end = at + static_cast<std::size_t>(planted.days);
        costs.days.resize(end);
        ++all;
        for (std::size_t i = 0; i < hits.size(); ++i) hits[i] += !kDetectors[i](costs, at).empty();
      }
  }
  for (double& rate : hits) rate *= 100 / all;
  return hits;
}

TEST(OddDaysBacktest, SeldomCryWolf) {
  std::printf("false alarms a 100 days                          ours  mean +-3 sd  +-50%% last week\n");
  Rates all{};
  int kinds = 0;
  for (const YearKind& kind : year_kinds()) {
    if (!is_clean(kind)) continue;
    const Rates rates = false_alarms(kind);
    print(std::string(kind.name).c_str(), rates);
    EXPECT_LT(rates[0], 1.0) << kind.name;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] += rates[i];
    ++kinds;
  }
  for (double& rate : all) rate /= kinds;
  print("all", all);
  EXPECT_LT(all[0], 0.5);
}

TEST(OddDaysBacktest, FindWhatWasPlanted) {
  const auto day = [](double times) { return [times](int) { return times; }; };
  const Planted kPlanted[] = {
      {"x 1.5 for a day", 1, day(1.5), 45},
      {"x 2 for a day", 1, day(2), 70},
      {"x 5 for a day", 1, day(5), 85},
      {"nothing for a day", 1, day(0), 98},
      {"+2 % a day for 30 days", 30, [](int n) { return std::pow(1.02, n); }, 60},
  };
  std::printf("found, %%                                         ours  mean +-3 sd  +-50%% last week\n");
  for (const Planted& planted : kPlanted) {
    const Rates rates = found(planted);
    print(planted.name, rates);
    EXPECT_GE(rates[0], planted.found_min) << planted.name;
  }
}

}  // namespace
}  // namespace shiptally::metrics
