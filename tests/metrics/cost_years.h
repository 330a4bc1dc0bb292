#pragma once
// Generated years of daily costs, to hold forecasts and anomalies against: seeded, the same everywhere.

#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

#include "daemon/metrics/money/daily_costs.h"

namespace shiptally::metrics {

/// What a year may do beside its weekdays, noise (autocorrelated) and a wandering level.
struct YearKind {
  std::string_view name;
  double growth_low = -0.01, growth_high = 0.03;  ///< of the logarithm, a month
  double noise_low = 0.04, noise_high = 0.15;     ///< of the logarithm, a day
  double jumps = 0;                               ///< new levels, a day: x or / 1.4 to 2.5
  double spikes = 0;                              ///< days of 2 to 6 times, a day
  bool holidays = false;                          ///< twelve days at 0.3 times
  bool free_weekends = false;                     ///< and one other day in a hundred without any cost
  bool launch = false;                            ///< nothing for 20 to 120 days, then an S-curve
};

/// Ten kinds: steady, growth, decline, jumps, spikes, holidays, zeros, launch, noisy, mixed.
const std::vector<YearKind>& year_kinds();

struct CostYear {
  DailyCosts costs;             ///< 400 days
  std::vector<bool> announced;  ///< days on which the generator did something: jumps, spikes, holidays, zeros
};

CostYear cost_year(const YearKind& kind, std::uint64_t seed);

/// Uniform and normal numbers that are the same on every platform.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  double uniform(double low, double high);
  double normal();
  bool happens(double probability) { return uniform(0, 1) < probability; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace shiptally::metrics
