#include "schema/base/work_cost.h"

#include <algorithm>

namespace shiptally {
namespace {

constexpr double kKept = 0.95;  // of the weight of what was learnt before, at each new piece

// Sizes that differ by less than a tenth (this is its square) tell nothing of the fixed part.
constexpr double kSpread = 1e-2;

}  // namespace

WorkCost::WorkCost(Seconds fixed, Seconds per_unit, double units) {
  learn(0, fixed);
  learn(units, fixed + per_unit * units);
}

void WorkCost::learn(double units, Seconds took) {
  const double seconds = took.count();
  for (double* const sum : {&weight_, &units_, &seconds_, &units_squared_, &units_seconds_}) *sum *= kKept;
  weight_ += 1;
  units_ += units;
  seconds_ += seconds;
  units_squared_ += units * units;
  units_seconds_ += units * seconds;

  const double mean_units = units_ / weight_, mean_seconds = seconds_ / weight_;
  const double variance = units_squared_ / weight_ - mean_units * mean_units;
  const double covariance = units_seconds_ / weight_ - mean_units * mean_seconds;
  const bool spread = variance > kSpread * mean_units * mean_units;
  double slope = spread ? std::max(0.0, covariance / variance) : 0.0;
  double fixed = mean_seconds - slope * mean_units;
  if (mean_units > 0 && (!spread || fixed < 0)) {
    slope = mean_seconds / mean_units;
    fixed = 0;
  }
  per_unit_ = Seconds(slope);
  fixed_ = Seconds(fixed);
}

}  // namespace shiptally
