#pragma once
// Failed deployment recovery time: from the failed deployment's finish to the earlier of incident resolved
// and remedying deployment finished (metrics.md; failures.h says which instant that is).  Median, in seconds,
// over the failed deployments that finished in the window, failed rollbacks included.  Failures still open
// are listed; negative spans are left out and reported.  A provider's outage fails no deployment, so it is
// not here.

#include <optional>

#include "daemon/metrics/slice.h"
#include "daemon/metrics/wilson.h"

namespace shiptally::metrics {

struct RecoveryTime {
  std::optional<double> median_seconds;  ///< none without a recovery
  std::optional<Interval> interval;      ///< of the median; none below six recoveries
  std::vector<StepIndex> recovered;
  std::vector<StepIndex> open;
  std::vector<Exclusion> excluded;  ///< by StepIndex
};

RecoveryTime recovery_time(const Analysis& analysis, const Slice& slice);

}  // namespace shiptally::metrics
