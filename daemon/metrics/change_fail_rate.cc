#include "daemon/metrics/change_fail_rate.h"

namespace shiptally::metrics {

ChangeFailRate change_fail_rate(const Analysis& analysis, const Slice& slice) {
  ChangeFailRate out;
  out.deployments.reserve(slice.deployments.size());
  for (const StepIndex step : slice.deployments) {
    if (analysis.verdicts.rollback[step]) {
      out.excluded.push_back({step, "rollback: it repairs, and brings no change"});
      continue;
    }
    out.deployments.push_back(step);
    if (analysis.verdicts.failure_of(step) != nullptr) out.failed.push_back(step);
  }
  out.interval = wilson_95(out.failed.size(), out.deployments.size());
  if (!out.deployments.empty())
    out.rate = static_cast<double>(out.failed.size()) / static_cast<double>(out.deployments.size());
  return out;
}

}  // namespace shiptally::metrics
