#pragma once
// What git calls old..new: the commits reachable from one and not from the other.

#include <vector>

#include "daemon/metrics/analysis/commit_graph.h"

namespace shiptally::metrics {

/// Answers for one graph.  Follows parents only, not what a squash stands for.
class CommitRange {
 public:
  explicit CommitRange(const CommitGraph& graph);

  /// The commits reachable from `to` and not from `from`.  Walks about what the two do not share.  Valid
  /// until the next call.
  const std::vector<CommitIndex>& between(CommitIndex from, CommitIndex to);

 private:
  enum : std::uint8_t { kNew = 1, kOld = 2, kSeen = 4 };
  std::span<const CommitIndex> parents(CommitIndex commit) const;
  void number(CommitIndex start, std::uint32_t& next);
  void reach(CommitIndex commit, std::uint8_t how);

  const CommitGraph& graph_;
  std::vector<std::uint32_t> order_;  // a parent's is below its child's
  std::vector<std::uint8_t> flags_;
  std::vector<CommitIndex> touched_, found_;
  std::vector<std::pair<std::uint32_t, CommitIndex>> pending_;  // a heap, the highest order first
  std::size_t pending_new_ = 0;                                 // of those, how many are not known to be old
};

}  // namespace shiptally::metrics
