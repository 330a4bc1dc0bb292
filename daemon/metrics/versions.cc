#include "daemon/metrics/versions.h"

#include <algorithm>

namespace shiptally::metrics {
namespace {

std::uint64_t hash_of(std::span<const CommitIndex> commits) {
  std::uint64_t hash = 0;
  for (const CommitIndex commit : commits) hash = (hash + commit) * 0xD6E8FEB86659FD93U;
  return hash;
}

/// Whether two deployments of one stream are of one version; both have a name, or neither.
bool same_version(const History& history, const CommitGraph& graph, const Step& a, const Step& b) {
  const auto& deployments = history.facts->deployments();
  const CompactDeployment &x = deployments[a.fact], &y = deployments[b.fact];
  if (x.version_tag != y.version_tag) return false;
  if (x.version_tag != 0) return history.facts->texts(x).version == history.facts->texts(y).version;
  const auto left = graph.named_by(a.fact), right = graph.named_by(b.fact);
  return std::equal(left.begin(), left.end(), right.begin(), right.end());
}

}  // namespace

void number_versions(History& history, const CommitGraph& graph) {
  const auto& deployments = history.facts->deployments();
  std::uint32_t next = 0;
  for (const Stream& stream : history.streams) {
    FlatIndex known(stream.end - stream.begin);  // of steps, the first of each version
    for (StepIndex i = stream.begin; i < stream.end; ++i) {
      Step& step = history.steps[i];
      const std::uint32_t tag = deployments[step.fact].version_tag;
      const auto commits = graph.named_by(step.fact);
      step.version = next;
      if (tag != 0 || !commits.empty()) {
        const auto same = [&](StepIndex other) {
          return same_version(history, graph, history.steps[other], step);
        };
        const auto [first, added] = known.find_or_add(tag != 0 ? tag : hash_of(commits), i, same);
        if (!added) {
          step.version = history.steps[first].version;
          continue;
        }
      }
      ++next;
    }
  }
}

}  // namespace shiptally::metrics
