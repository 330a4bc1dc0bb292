#include "daemon/metrics/delivery/rework_rate.h"

namespace shiptally::metrics {

ReworkRate rework_rate(const Reading& reading, const Slice& slice) {
  ReworkRate out;
  out.known = reading.profile.rework;
  if (!out.known) return out;
  out.deployments = slice.deployments;
  for (const StepIndex step : slice.deployments)
    if (reading.verdicts().rework[step]) out.reworks.push_back(step);
  out.interval = wilson_95(out.reworks.size(), out.deployments.size());
  if (!out.deployments.empty())
    out.rate = static_cast<double>(out.reworks.size()) / static_cast<double>(out.deployments.size());
  return out;
}

}  // namespace shiptally::metrics
