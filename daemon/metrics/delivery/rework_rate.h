#pragma once
// Rework rate: deployments that repair / all successful deployments in the window (README.md).  Repairs are
// rollbacks, hotfixes, reverts, failed repairs that were rolled back in their turn, and deployments that name
// an incident as remedied (failures.h).

#include <optional>

#include "daemon/metrics/delivery/slice.h"
#include "daemon/metrics/stats/wilson.h"

namespace shiptally::metrics {

struct ReworkRate {
  bool known = true;           ///< whether the profile knows repairs
  std::optional<double> rate;  ///< none without deployments
  std::optional<Interval> interval;
  std::vector<StepIndex> reworks;
  std::vector<StepIndex> deployments;  ///< the denominator; holds all of `reworks`
};

/// None in a profile that does not know repairs.
ReworkRate rework_rate(const Reading& reading, const Slice& slice);

}  // namespace shiptally::metrics
