#pragma once
// Mean time to restore: from opened to resolved over all incidents opened in the window, a provider's outages
// included (README.md).  Mean and median, in seconds.  Not the same as recovery time: that is of
// deployments. Open incidents are listed; negative spans are left out and reported.

#include <optional>

#include "daemon/metrics/delivery/slice.h"
#include "daemon/metrics/stats/wilson.h"

namespace shiptally::metrics {

struct Mttr {
  std::optional<double> mean_seconds, median_seconds;  ///< none without a resolved incident
  std::optional<Interval> median_interval;             ///< none below six resolved incidents
  std::vector<IncidentIndex> resolved;
  std::vector<Millis> spans;  ///< of each resolved one
  std::vector<IncidentIndex> open;
  std::vector<Exclusion> excluded;  ///< by IncidentIndex
};

Mttr mttr(const Analysis& analysis, const Slice& slice);

}  // namespace shiptally::metrics
