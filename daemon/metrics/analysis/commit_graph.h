#pragma once
// Which commits a deployment brought: those reachable from it, less all reachable from any earlier
// successful deployment or baseline of the same service and environment (README.md, change lead time).
// So a redeploy brings nothing, and rolling back and forward again counts nothing twice.
//
// A commit whose parents are unknown is just itself, so without a graph the commits named in the event
// are the deployment's commits.
//
// A squashed change is told as what it was made of: its merge commit is left out like any merge, and its own
// commits count as reachable from it.  Squashed is a change whose merge commit has at most one parent, is
// none of its own commits, and was not authored when one of them was (a rebase keeps the authorship); at
// least one of them must be known.
//
// Where a service has path filters in a repository, a commit that touches none of its paths is no change of
// that service; a commit whose paths are unknown is.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/metrics/analysis/history.h"
#include "schema/base/interruption.h"

namespace shiptally::metrics {

using CommitIndex = std::uint32_t;
using ChangeIndex = std::uint32_t;  ///< into CompactFacts::changes()
inline constexpr CommitIndex kNoCommit = UINT32_MAX;

/// All commits that a fact, a parent list or a deployment names, as numbers.
struct CommitGraph {
  struct Node {
    const char* sha = nullptr;           ///< packed, in the facts
    std::int64_t authored_ms = kNoTime;  ///< none: only named by others
    NameId repo = 0;
    std::uint32_t parents_begin = 0, parents_end = 0;  ///< into `parents`
    std::uint32_t touched : 30 = 0;                    ///< CompactCommit::touched
    std::uint32_t squash : 1 = 0;      ///< its last parents are the commits of the change that it stands for
    std::uint32_t has_parent : 1 = 0;  ///< the first of `parents` is its parent indeed

    bool merge() const { return parents_end - parents_begin > 1 || squash; }
    std::string_view packed_sha() const { return packed_sha_at(sha); }
  };
  std::vector<Node> nodes;
  std::vector<CommitIndex> parents;
  /// Commits that each step names, ascending and each once: those of step i are
  /// named[named_begin[i] .. named_begin[i + 1]).
  std::vector<CommitIndex> named;
  std::vector<std::uint32_t> named_begin;
  /// What each change names.  A change that was taken back names nothing.
  struct ChangeCommits {
    CommitIndex merge = kNoCommit;
    std::uint32_t begin = 0, end = 0;  ///< its own: into `change_commits`
  };
  std::vector<ChangeCommits> changes;  ///< by ChangeIndex
  std::vector<CommitIndex> change_commits;

  std::span<const CommitIndex> named_by(StepIndex step) const {
    return std::span(named).subspan(named_begin[step], named_begin[step + 1] - named_begin[step]);
  }
  std::span<const CommitIndex> own_commits(ChangeIndex change) const {
    return std::span(change_commits)
        .subspan(changes[change].begin, changes[change].end - changes[change].begin);
  }
};

/// The nodes point into the facts.
CommitGraph make_commit_graph(const History& history);

/// Why a new commit has no lead time; stands in the place of one.
enum class NoLead : std::int64_t {
  merge = -1,
  no_baseline = -2,
  unknown = -3,
  negative = -4,
  other_paths = -5,        ///< touches none of the service's paths
  merge_no_baseline = -6,  ///< a merge, of a deployment without baseline
  other_paths_no_baseline = -7,
};

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
  bool has_baseline(std::size_t place) const {
    const NoLead why{lead_ms[place]};
    return why != NoLead::no_baseline && why != NoLead::merge_no_baseline &&
           why != NoLead::other_paths_no_baseline;
  }
};

/// Visits each commit at most once a stream, whatever the number of deployments.
NewCommits new_commits(const CommitGraph& graph, const History& history,
                       const Interruption& interruption = {});

/// "repo@sha".
std::string fact_name(const CompactFacts& facts, const CommitGraph::Node& commit);

}  // namespace shiptally::metrics
