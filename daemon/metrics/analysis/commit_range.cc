#include "daemon/metrics/analysis/commit_range.h"

#include <algorithm>

namespace shiptally::metrics {

CommitRange::CommitRange(const CommitGraph& graph)
    : graph_(graph), order_(graph.nodes.size()), flags_(graph.nodes.size()) {
  std::uint32_t next = 1;
  for (CommitIndex i = 0; i < graph.nodes.size(); ++i)
    if (order_[i] == 0) number(i, next);
}

std::span<const CommitIndex> CommitRange::parents(CommitIndex commit) const {
  const CommitGraph::Node& node = graph_.nodes[commit];
  const auto all =
      std::span(graph_.parents).subspan(node.parents_begin, node.parents_end - node.parents_begin);
  return node.squash ? all.first(node.has_parent) : all;
}

/// Numbers a commit after all of its ancestors.  A circle, which only a liar can send, ends where it closes.
void CommitRange::number(CommitIndex start, std::uint32_t& next) {
  constexpr std::uint32_t kOpen = UINT32_MAX;
  std::vector<std::pair<CommitIndex, std::size_t>> path = {{start, 0}};  // and how many parents are done
  order_[start] = kOpen;
  while (!path.empty()) {
    auto& [commit, done] = path.back();
    const auto up = parents(commit);
    if (done == up.size()) {
      order_[commit] = next++;
      path.pop_back();
    } else if (const CommitIndex parent = up[done++]; order_[parent] == 0) {
      order_[parent] = kOpen;
      path.emplace_back(parent, 0);
    }
  }
}

void CommitRange::reach(CommitIndex commit, std::uint8_t how) {
  std::uint8_t& flags = flags_[commit];
  if (flags == 0) touched_.push_back(commit);
  const bool was_new = (flags & (kNew | kOld)) == kNew && (flags & kSeen) != 0;
  const bool waits = (flags & kSeen) != 0;
  flags = static_cast<std::uint8_t>(flags | how | kSeen);
  const bool is_new = (flags & kOld) == 0;
  if (!waits) {
    pending_.emplace_back(order_[commit], commit);
    std::push_heap(pending_.begin(), pending_.end());
    pending_new_ += is_new;
  } else if (was_new && !is_new) {
    --pending_new_;
  }
}

const std::vector<CommitIndex>& CommitRange::between(CommitIndex from, CommitIndex to) {
  found_.clear();
  reach(from, kOld);
  reach(to, kNew);
  while (pending_new_ > 0) {
    std::pop_heap(pending_.begin(), pending_.end());
    const CommitIndex commit = pending_.back().second;
    pending_.pop_back();
    const bool is_new = (flags_[commit] & kOld) == 0;
    if (is_new) {
      --pending_new_;
      found_.push_back(commit);
    }
    for (const CommitIndex parent : parents(commit))
      if (order_[parent] < order_[commit]) reach(parent, is_new ? kNew : kOld);
  }
  for (const CommitIndex commit : touched_) flags_[commit] = 0;
  touched_.clear();
  pending_.clear();
  return found_;
}

}  // namespace shiptally::metrics
