#pragma once
// Change fail rate.  dora-1: failed deployments / successful deployments in the window that are not
// themselves rollbacks, with the Wilson 95 % interval (README.md; failures.h says which deployments failed).
//
// A rollback that failed in its turn is in neither count, so the rate stays within 0 and 1.  Pipelines that
// failed never reached users and are no change failures.
//
// Other profiles (profile.h) count incidents, or rows of commit and incident, over all deployments: these are
// no shares of a whole and can pass 1, so they have no interval.

#include <optional>

#include "daemon/metrics/delivery/slice.h"
#include "daemon/metrics/stats/wilson.h"

namespace shiptally::metrics {

struct ChangeFailRate {
  std::optional<double> rate;  ///< none without a denominator
  std::optional<Interval> interval;
  Subject subject = Subject::deployment;
  std::vector<std::uint32_t> failed;     ///< the numerator, of that subject
  std::vector<std::uint32_t> incidents;  ///< where the subject is a commit: the incident of each row
  std::vector<StepIndex> deployments;    ///< the denominator; of dora-1 it holds all of `failed`
  /// What the rate is divided by; not always the number of `deployments`.
  std::size_t base = 0;
  std::vector<Exclusion> excluded;  ///< by StepIndex
};

ChangeFailRate change_fail_rate(const Reading& reading, const Slice& slice);

}  // namespace shiptally::metrics
