#include "daemon/metrics/lead_time.h"

#include <algorithm>

#include "daemon/metrics/quantile.h"

namespace shiptally::metrics {
namespace {

constexpr std::string_view kNoBaseline = "no baseline: nothing of its repository was deployed there before";
constexpr std::string_view kUnknown = "unknown commit: no fact tells when it was authored";
constexpr std::string_view kNegative = "negative span: authored after its deployment finished";

/// Why a commit has no lead time; empty when it has one.
std::string_view exclusion(const CommitGraph::Node& node, bool has_baseline, Instant finished) {
  if (!has_baseline) return kNoBaseline;
  if (node.fact == nullptr) return kUnknown;
  if (finished < node.fact->authored) return kNegative;
  return {};
}

}  // namespace

LeadTime lead_time(const Analysis& analysis, const Slice& slice) {
  LeadTime out;
  std::vector<Millis> spans;
  for (const StepIndex step : slice.deployments) {
    const Instant finished = analysis.history.steps[step].finished;
    for (const auto& [commit, has_baseline] : analysis.brought.of(step)) {
      const CommitGraph::Node& node = analysis.graph.nodes[commit];
      if (node.merge()) continue;
      const std::string_view reason = exclusion(node, has_baseline, finished);
      if (!reason.empty()) {
        out.excluded.push_back({commit, reason});
        continue;
      }
      out.commits.push_back(commit);
      spans.push_back(finished - node.fact->authored);
    }
  }
  std::sort(spans.begin(), spans.end());
  out.p50_seconds = quantile_seconds(spans, 0.5);
  out.p75_seconds = quantile_seconds(spans, 0.75);
  out.p90_seconds = quantile_seconds(spans, 0.9);
  return out;
}

}  // namespace shiptally::metrics
