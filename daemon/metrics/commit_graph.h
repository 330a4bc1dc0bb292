#pragma once
// Which commits a deployment brought: those reachable from it, less all reachable from any earlier
// successful deployment or baseline of the same service and environment (metrics.md, change lead time).
// So a redeploy brings nothing, and rolling back and forward again counts nothing twice.
//
// A commit whose parents are unknown is just itself, so without a graph the commits named in the event
// are the deployment's commits.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "daemon/metrics/history.h"

namespace shiptally::metrics {

using CommitIndex = std::uint32_t;

/// All commits that a fact, a parent list or a deployment names, as numbers.
struct CommitGraph {
  struct Node {
    std::string_view repo, sha;
    const Commit* fact = nullptr;  ///< null: only named by others
    std::uint32_t repo_number = 0;
    std::uint32_t parents_begin = 0, parents_end = 0;  ///< into `parents`

    bool merge() const { return parents_end - parents_begin > 1; }
  };
  std::vector<Node> nodes;
  std::vector<CommitIndex> parents;
  std::uint32_t repos = 0;
  /// Commits that each step names: those of step i are named[named_begin[i] .. named_begin[i + 1]).
  std::vector<CommitIndex> named;
  std::vector<std::size_t> named_begin;

  std::span<const CommitIndex> named_by(StepIndex step) const {
    return std::span(named).subspan(named_begin[step], named_begin[step + 1] - named_begin[step]);
  }
};

CommitGraph make_commit_graph(std::span<const Commit> commits, const History& history);

/// A commit at its first deployment in a stream.  Without a baseline (nothing of its repository was deployed
/// there before) nobody knows how much of the history was live already.
struct NewCommit {
  CommitIndex commit = 0;
  bool has_baseline = false;
};

/// The new commits of each step; a baseline brings none.
struct NewCommits {
  std::vector<NewCommit> commits;
  std::vector<std::size_t> begin;

  std::span<const NewCommit> of(StepIndex step) const {
    return std::span(commits).subspan(begin[step], begin[step + 1] - begin[step]);
  }
};

/// Visits each commit at most once a stream, whatever the number of deployments.
NewCommits new_commits(const CommitGraph& graph, const History& history);

}  // namespace shiptally::metrics
