#include "daemon/metrics/recovery_time.h"

#include <algorithm>

#include "daemon/metrics/median_interval.h"
#include "daemon/metrics/quantile.h"

namespace shiptally::metrics {

RecoveryTime recovery_time(const Analysis& analysis, const Slice& slice) {
  RecoveryTime out;
  std::vector<Millis> spans;
  for (const StepIndex step : slice.deployments) {
    const Failure* failure = analysis.verdicts.failure_of(step);
    if (failure == nullptr) continue;
    if (!failure->recovered) {
      out.open.push_back(step);
      continue;
    }
    const Millis span = *failure->recovered - analysis.history.steps[step].finished;
    if (span < Millis(0)) {
      out.excluded.push_back({step, "negative span: recovered before it finished"});
      continue;
    }
    out.recovered.push_back(step);
    spans.push_back(span);
  }
  std::sort(spans.begin(), spans.end());
  out.median_seconds = quantile_seconds(spans, 0.5);
  out.interval = median_interval_95(spans);
  return out;
}

}  // namespace shiptally::metrics
