#pragma once
// Failed deployment recovery time.  dora-1: from the failed deployment's finish to the earlier of incident
// resolved and remedying deployment finished (README.md; failures.h says which instant that is).  Median, in
// seconds, over the failed deployments that finished in the window, failed rollbacks included.  Failures
// still open are listed; negative spans are left out and reported.  A provider's outage fails no deployment,
// so it is not here.  Other profiles count incidents or reverts (profile.h), with an average of their own.

#include <optional>

#include "daemon/metrics/delivery/slice.h"
#include "daemon/metrics/stats/days.h"
#include "daemon/metrics/stats/wilson.h"

namespace shiptally::metrics {

struct RecoveryTime {
  std::optional<double> median_seconds;  ///< the profile's average; none without a recovery
  std::optional<Interval> interval;      ///< of dora-1 only; none below six recoveries
  Subject subject = Subject::deployment;
  std::vector<std::uint32_t> recovered;
  std::vector<Millis> spans;  ///< of each recovery
  std::vector<std::uint32_t> open;
  std::vector<Exclusion> excluded;
};

RecoveryTime recovery_time(const Reading& reading, const Slice& slice, const Days& days);

}  // namespace shiptally::metrics
