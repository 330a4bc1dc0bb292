#pragma once
// Change lead time: per commit, from authored to the finish of the first successful deployment of that
// service and environment that contains it (metrics.md; commit_graph.h says which commits those are).  Counts
// commits whose first deployment finished in the window.  Interpolated median, p75 and p90, in seconds.
//
// Merge commits are left out: they are no change of their own.  Left out and reported: commits of a
// deployment with no baseline, commits we only know the name of, and negative spans (a clock was wrong). A
// commit that goes live in two services or environments of one group counts for each.

#include <optional>

#include "daemon/metrics/slice.h"

namespace shiptally::metrics {

struct LeadTime {
  std::optional<double> p50_seconds, p75_seconds, p90_seconds;  ///< none without commits
  std::vector<CommitIndex> commits;
  std::vector<Exclusion> excluded;  ///< by CommitIndex: what should have a lead time, and has none
  std::vector<Exclusion> left_out;  ///< by CommitIndex: merges, and what touches none of the service's paths
};

LeadTime lead_time(const Analysis& analysis, const Slice& slice);

}  // namespace shiptally::metrics
