#pragma once
// Change lead time.  dora-1: per commit, from authored to the finish of the first successful deployment of
// that service and environment that contains it (README.md; commit_graph.h says which commits those are).
// Counts commits whose first deployment finished in the window.  Interpolated median, p75 and p90, in
// seconds.  Other profiles count commits or changes in their own way (profile.h), and have one average.
//
// Merge commits are left out: they are no change of their own.  Left out and reported: commits of a
// deployment with no baseline, commits we only know the name of, and negative spans (a clock was wrong). A
// commit that goes live in two services or environments of one group counts for each.

#include <optional>

#include "daemon/metrics/delivery/slice.h"
#include "daemon/metrics/stats/days.h"
#include "daemon/metrics/stats/wilson.h"

namespace shiptally::metrics {

struct LeadTime {
  std::optional<double> p50_seconds;               ///< the profile's average; none without observations
  std::optional<Interval> p50_interval;            ///< of dora-1 only; none below six commits
  std::optional<double> p75_seconds, p90_seconds;  ///< of dora-1 only
  Subject subject = Subject::commit;
  std::vector<std::uint32_t> observations;
  std::vector<Millis> spans;        ///< of each observation
  std::vector<Exclusion> excluded;  ///< what should have a lead time, and has none
  std::vector<Exclusion> left_out;  ///< merges, and what touches none of the service's paths
};

LeadTime lead_time(const Reading& reading, const Slice& slice, const Days& days);

}  // namespace shiptally::metrics
