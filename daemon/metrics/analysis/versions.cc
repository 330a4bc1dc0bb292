#include "daemon/metrics/analysis/versions.h"

#include <algorithm>

namespace shiptally::metrics {
namespace {

std::uint64_t hash_of(std::span<const CommitIndex> commits) {
  std::uint64_t hash = 0;
  for (const CommitIndex commit : commits) hash = (hash + commit) * 0xD6E8FEB86659FD93U;
  return hash;
}

/// Whether two steps with the same tag are of one version; both have a name, or neither.
bool same_version(const History& history, const CommitGraph& graph, StepIndex a, StepIndex b, bool named) {
  if (named)
    return history.facts->texts(history.fact(a)).version == history.facts->texts(history.fact(b)).version;
  const auto left = graph.named_by(a), right = graph.named_by(b);
  return std::equal(left.begin(), left.end(), right.begin(), right.end());
}

}  // namespace

void number_versions(History& history, const CommitGraph& graph) {
  std::uint32_t next = 0;
  for (const Stream& stream : history.streams) {
    FlatIndex by_name(stream.end - stream.begin), by_commits;  // of steps, the first of each version
    for (StepIndex i = stream.begin; i < stream.end; ++i) {
      std::uint32_t& version = history.steps[i].version;
      const std::uint32_t tag = version;
      const auto commits = graph.named_by(i);
      version = next;
      if (tag == 0 && commits.empty()) {
        ++next;
        continue;
      }
      const auto same = [&](StepIndex other) { return same_version(history, graph, other, i, tag != 0); };
      const auto [first, added] =
          tag != 0 ? by_name.find_or_add(tag, i, same) : by_commits.find_or_add(hash_of(commits), i, same);
      if (added)
        ++next;
      else
        version = history.steps[first].version;
    }
  }
}

}  // namespace shiptally::metrics
