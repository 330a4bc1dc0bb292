#include "daemon/metrics/delivery/stages.h"

#include <algorithm>

#include "daemon/metrics/stats/quantile.h"

namespace shiptally::metrics {
namespace {

constexpr std::string_view kNegativeStage[kStages] = {
    "negative span: first commit authored after the change was opened",
    "negative span: reviewed before it was opened",
    "negative span: first reviewed after the merge",
    "negative span: merged after the deployment finished",
};

/// The five instants between which the stages lie; kNoTime where nobody told.
std::array<std::int64_t, kStages + 1> milestones(const Analysis& analysis, const LiveChange& live) {
  const CompactChange& change = analysis.facts->changes()[live.change];
  return {live.first_commit_ms, change.time_ms, analysis.live.first_review_ms[live.change], change.merged_ms,
          to_ms(analysis.history.steps[live.step].finished)};
}

}  // namespace

Stages stages(const Analysis& analysis, const Slice& slice) {
  Stages out;
  for (const StepIndex step : slice.deployments)
    for (const LiveChange& live : analysis.live.of(step)) {
      out.changes.push_back(live.change);
      const auto at = milestones(analysis, live);
      for (std::size_t s = 0; s < kStages; ++s) {
        if (at[s] == kNoTime || at[s + 1] == kNoTime) continue;
        if (at[s + 1] < at[s]) {
          out.stages[s].excluded.push_back({live.change, kNegativeStage[s]});
          continue;
        }
        out.stages[s].changes.push_back(live.change);
        out.stages[s].spans.emplace_back(at[s + 1] - at[s]);
      }
    }
  for (StageTime& stage : out.stages) {
    std::vector<Millis> spans = stage.spans;
    std::sort(spans.begin(), spans.end());
    stage.median_seconds = quantile_seconds(spans, 0.5);
  }
  return out;
}

}  // namespace shiptally::metrics
