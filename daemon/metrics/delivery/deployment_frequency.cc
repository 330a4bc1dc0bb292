#include "daemon/metrics/delivery/deployment_frequency.h"

#include <algorithm>
#include <cmath>

#include "daemon/metrics/stats/poisson_interval.h"

namespace shiptally::metrics {
namespace {

/// By day of the window, whether anything was deployed.
std::vector<bool> active_days(const Analysis& analysis, const std::vector<StepIndex>& deployments,
                              Window window, const Days& days) {
  const std::size_t first = days.index(window.from);
  std::vector<bool> active(days.touched(window));
  std::size_t day = first;
  for (const StepIndex step : deployments) {
    day = days.index(analysis.history.steps[step].finished, day);
    active[day - first] = true;
  }
  return active;
}

/// The median of the days with a deployment in each week, weeks without any included.
std::optional<double> median_days_a_week(const Analysis& analysis, const std::vector<StepIndex>& deployments,
                                         Window window, const Days& days, bool lower) {
  if (deployments.empty()) return std::nullopt;
  const std::size_t first_day = days.index(window.from), first_week = days.week(window.from);
  std::vector<double> weeks(days.weeks_touched(window));
  const std::vector<bool> active = active_days(analysis, deployments, window, days);
  for (std::size_t i = 0; i < active.size(); ++i)
    if (active[i]) ++weeks[days.week(std::max(days.start(first_day + i), window.from)) - first_week];
  std::sort(weeks.begin(), weeks.end());
  const double low = weeks[(weeks.size() - 1) / 2], high = weeks[weeks.size() / 2];
  return lower ? low : (low + high) / 2;
}

void set_value(const Reading& reading, const Slice& slice, const Days& days, DeploymentFrequency& out) {
  const auto count = static_cast<double>(out.deployments.size());
  switch (reading.profile.frequency) {
    case Frequency::per_day:
    case Frequency::floored:
      out.divisor = days.length(slice.window);
      break;
    case Frequency::per_calendar_day:
      out.divisor = static_cast<double>(out.days);
      break;
    case Frequency::days_a_week:
      out.value = median_days_a_week(reading.analysis, out.deployments, slice.window, days, true);
      return;
    case Frequency::days_a_week_quarter:
      out.value = median_days_a_week(reading.analysis, slice.quarter, slice.quarter_window, days, false);
      return;
  }
  if (out.deployments.empty()) return;
  out.value = count / *out.divisor;
  if (reading.profile.frequency == Frequency::floored) out.value = std::floor(*out.value);
}

}  // namespace

DeploymentFrequency deployment_frequency(const Reading& reading, const Slice& slice, const Days& days) {
  DeploymentFrequency out;
  out.deployments = slice.deployments;
  const bool quarter = reading.profile.frequency == Frequency::days_a_week_quarter;
  out.counted = quarter ? slice.quarter.size() : slice.deployments.size();
  out.days = days.touched(slice.window);
  set_value(reading, slice, days, out);
  if (out.deployments.empty() || !reading.profile.ours()) return out;
  const std::vector<bool> active = active_days(reading.analysis, out.deployments, slice.window, days);
  const auto count = static_cast<double>(std::count(active.begin(), active.end(), true));
  out.interval = rate_95(out.deployments.size(), days.length(slice.window));
  out.active_days_ratio = count / static_cast<double>(active.size());
  return out;
}

}  // namespace shiptally::metrics
