#include "daemon/metrics/deployment_frequency.h"

#include <algorithm>

#include "daemon/metrics/poisson_interval.h"

namespace shiptally::metrics {

DeploymentFrequency deployment_frequency(const Analysis& analysis, const Slice& slice, const Days& days) {
  DeploymentFrequency out;
  out.deployments = slice.deployments;
  if (slice.deployments.empty()) return out;
  const std::size_t first = days.index(slice.window.from);
  std::vector<bool> active(days.touched(slice.window));
  std::size_t day = first;
  for (const StepIndex step : slice.deployments) {
    day = days.index(analysis.history.steps[step].finished, day);
    active[day - first] = true;
  }
  const auto count = static_cast<double>(std::count(active.begin(), active.end(), true));
  out.per_day = static_cast<double>(slice.deployments.size()) / days.length(slice.window);
  out.interval = rate_95(slice.deployments.size(), days.length(slice.window));
  out.active_days_ratio = count / static_cast<double>(active.size());
  return out;
}

}  // namespace shiptally::metrics
