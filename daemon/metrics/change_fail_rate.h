#pragma once
// Change fail rate: failed deployments / successful deployments in the window that are not themselves
// rollbacks, with the Wilson 95 % interval (metrics.md; failures.h says which deployments failed).
//
// A rollback that failed in its turn is in neither count, so the rate stays within 0 and 1.  Pipelines that
// failed never reached users and are no change failures.

#include <optional>

#include "daemon/metrics/slice.h"
#include "daemon/metrics/wilson.h"

namespace shiptally::metrics {

struct ChangeFailRate {
  std::optional<double> rate;  ///< none without a denominator
  std::optional<Interval> interval;
  std::vector<StepIndex> failed;
  std::vector<StepIndex> deployments;  ///< the denominator; holds all of `failed`
  std::vector<Exclusion> excluded;     ///< by StepIndex
};

ChangeFailRate change_fail_rate(const Analysis& analysis, const Slice& slice);

}  // namespace shiptally::metrics
