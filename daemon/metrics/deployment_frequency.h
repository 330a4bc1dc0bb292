#pragma once
// Deployment frequency: successful deployments per day over the window, days without any count, and the share
// of days with at least one (metrics.md).  Rollbacks and hotfixes are deployments too; baselines are not, nor
// are pipelines that failed.
//
// Days are calendar days of the query's zone.  The first and the last may be cut: the rate counts them by
// their part, the share of days as days.

#include <optional>

#include "daemon/metrics/days.h"
#include "daemon/metrics/slice.h"
#include "daemon/metrics/wilson.h"

namespace shiptally::metrics {

struct DeploymentFrequency {
  std::optional<double> per_day;            ///< none without any deployment
  std::optional<double> active_days_ratio;  ///< likewise
  std::optional<Interval> interval;         ///< of per_day (poisson_interval.h)
  std::vector<StepIndex> deployments;
};

DeploymentFrequency deployment_frequency(const Analysis& analysis, const Slice& slice, const Days& days);

}  // namespace shiptally::metrics
