#pragma once
// Where each change (pull or merge request) went live: in each service and environment with the deployment
// that brought its merge commit, or, where nobody told one, the last of its own commits.  With a deployment
// that has no baseline in that repository nothing is known to have gone live.
//
// Where the service has path filters in the repository, a change is the service's when one of its own
// commits, or the commit that it was squashed to, touches its paths, or may (none is known, or of one the
// paths are not).

#include <vector>

#include "daemon/metrics/analysis/commit_graph.h"

namespace shiptally::metrics {

struct LiveChange {
  ChangeIndex change = 0;
  StepIndex step = kNoStep;
  /// When its first commit was authored: the earliest of its own commits, and of their first-parent ancestors
  /// that went live with the same deployment and are on no first-parent line of what that names; if none is
  /// known, the merge commit.  kNoTime: nobody told.
  std::int64_t first_commit_ms = kNoTime;
};

struct LiveChanges {
  std::vector<LiveChange> all;       ///< by step; of one step by (source, id)
  std::vector<std::uint32_t> begin;  ///< those of step i are all[begin[i] .. begin[i + 1])
  /// By change: the earliest review by somebody else than its author, told with it or as a fact of its own;
  /// or kNoTime.
  std::vector<std::int64_t> first_review_ms;

  std::span<const LiveChange> of(StepIndex step) const {
    return std::span(all).subspan(begin[step], begin[step + 1] - begin[step]);
  }
};

/// Linear in what the deployments brought.
LiveChanges find_live_changes(const History& history, const CommitGraph& graph, const NewCommits& brought);

}  // namespace shiptally::metrics
