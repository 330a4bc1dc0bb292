#include "daemon/metrics/delivery/recovery_time.h"

#include <algorithm>

#include "daemon/metrics/delivery/average.h"
#include "daemon/metrics/stats/median_interval.h"
#include "daemon/metrics/stats/quantile.h"

namespace shiptally::metrics {
namespace {

RecoveryTime of_failures(const Analysis& analysis, const Slice& slice) {
  RecoveryTime out;
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
    out.spans.push_back(span);
  }
  std::vector<Millis> spans = out.spans;
  std::sort(spans.begin(), spans.end());
  out.median_seconds = quantile_seconds(spans, 0.5);
  out.interval = median_interval_95(spans);
  return out;
}

}  // namespace

RecoveryTime recovery_time(const Reading& reading, const Slice& slice, const Days& days) {
  if (reading.profile.recovery_of == RecoveryOf::failed_deployment)
    return of_failures(reading.analysis, slice);
  RecoveryTime out;
  out.subject = reading.profile.recovery_of == RecoveryOf::revert ? Subject::change : Subject::incident;
  std::vector<TimedSpan> spans;
  for (const std::uint32_t i : slice.restored) {
    const Restored& restored = reading.restored[i];
    if (!restored.span) {
      out.open.push_back(restored.item);
    } else if (*restored.span < Millis(0)) {
      out.excluded.push_back({restored.item, "negative span: recovered before it began"});
    } else {
      out.recovered.push_back(restored.item);
      out.spans.push_back(*restored.span);
      spans.push_back({restored.at, *restored.span});
    }
  }
  out.median_seconds = average_seconds(reading.profile.recovery_average, spans, days);
  return out;
}

}  // namespace shiptally::metrics
