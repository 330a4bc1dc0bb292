#pragma once
// Deployment frequency.  dora-1: successful deployments per day over the window, days without any count, and
// the share of days with at least one (README.md).  Rollbacks and hotfixes are deployments too; baselines
// are not, nor are pipelines that failed.
//
// Days are calendar days of the query's zone.  The first and the last may be cut: the rate counts them by
// their part, the share of days as days.  Other profiles count in their own way and unit (profile.h); weeks
// are calendar weeks, those without any deployment count, the first and the last may be cut.

#include <optional>

#include "daemon/metrics/delivery/slice.h"
#include "daemon/metrics/stats/days.h"
#include "daemon/metrics/stats/wilson.h"

namespace shiptally::metrics {

struct DeploymentFrequency {
  std::optional<double> value;              ///< in the profile's unit; none without any deployment
  std::optional<double> active_days_ratio;  ///< likewise
  std::optional<Interval> interval;         ///< of dora-1 only (poisson_interval.h)
  std::optional<double> divisor;            ///< what the count was divided by, where it was
  std::vector<StepIndex> deployments;
  /// Deployments behind the value: `deployments`, or those of three months where the profile says so.
  std::size_t counted = 0;
  std::size_t days = 0;  ///< calendar days of the window
};

DeploymentFrequency deployment_frequency(const Reading& reading, const Slice& slice, const Days& days);

}  // namespace shiptally::metrics
