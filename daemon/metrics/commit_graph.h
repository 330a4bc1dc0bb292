#pragma once
// Which commits a deployment brought: those reachable from it, less all reachable from any earlier
// successful deployment or baseline of the same service and environment (metrics.md, change lead time).
// So a redeploy brings nothing, and rolling back and forward again counts nothing twice.
//
// A commit whose parents are unknown is just itself, so without a graph the commits named in the event
// are the deployment's commits.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/metrics/history.h"

namespace shiptally::metrics {

using CommitIndex = std::uint32_t;

/// All commits that a fact, a parent list or a deployment names, as numbers.
struct CommitGraph {
  struct Node {
    const char* sha = nullptr;           ///< packed, in the facts
    std::int64_t authored_ms = kNoTime;  ///< none: only named by others
    NameId repo = 0;
    std::uint32_t parents_begin = 0, parents_end = 0;  ///< into `parents`

    bool merge() const { return parents_end - parents_begin > 1; }
    std::string_view packed_sha() const { return packed_sha_at(sha); }
  };
  std::vector<Node> nodes;
  std::vector<CommitIndex> parents;
  /// Commits that each step names, ascending and each once: those of step i are
  /// named[named_begin[i] .. named_begin[i + 1]).
  std::vector<CommitIndex> named;
  std::vector<std::uint32_t> named_begin;

  std::span<const CommitIndex> named_by(StepIndex step) const {
    return std::span(named).subspan(named_begin[step], named_begin[step + 1] - named_begin[step]);
  }
};

/// The nodes point into the facts.
CommitGraph make_commit_graph(const History& history);

/// Why a new commit has no lead time; stands in the place of one.
enum class NoLead : std::int64_t { merge = -1, no_baseline = -2, unknown = -3, negative = -4 };

/// The new commits of each step, those that were not live in its stream before; a baseline brings none.
/// Without a baseline (nothing of its repository was deployed there before) nobody knows how much of the
/// history was live already.
struct NewCommits {
  std::vector<CommitIndex> commits;
  std::vector<std::int64_t> lead_ms;  ///< of each, from authored to the step's finish; or a NoLead
  std::vector<std::size_t> begin;     ///< those of step i are [begin[i] .. begin[i + 1])

  std::span<const CommitIndex> of(StepIndex step) const {
    return std::span(commits).subspan(begin[step], begin[step + 1] - begin[step]);
  }
};

/// Visits each commit at most once a stream, whatever the number of deployments.
NewCommits new_commits(const CommitGraph& graph, const History& history);

/// "repo@sha".
std::string fact_name(const CompactFacts& facts, const CommitGraph::Node& commit);

}  // namespace shiptally::metrics
