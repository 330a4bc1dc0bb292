#include "daemon/metrics/delivery/average.h"

#include <algorithm>
#include <numeric>

#include "daemon/metrics/stats/quantile.h"

namespace shiptally::metrics {
namespace {

double median_of_sorted(const std::vector<double>& ascending) {
  const std::size_t n = ascending.size();
  return (ascending[(n - 1) / 2] + ascending[n / 2]) / 2;
}

double daily_medians(std::vector<TimedSpan>& spans, const Days& days) {
  std::sort(spans.begin(), spans.end(), [](const TimedSpan& a, const TimedSpan& b) { return a.at < b.at; });
  std::vector<double> medians;
  for (std::size_t begin = 0, end = 0; begin < spans.size(); begin = end) {
    const std::size_t day = days.index(spans[begin].at);
    std::vector<double> of_day;
    for (; end < spans.size() && days.index(spans[end].at, day) == day; ++end)
      of_day.push_back(seconds(spans[end].span));
    std::sort(of_day.begin(), of_day.end());
    medians.push_back(median_of_sorted(of_day));
  }
  std::sort(medians.begin(), medians.end());
  return median_of_sorted(medians);
}

}  // namespace

std::optional<double> average_seconds(Average average, std::vector<TimedSpan>& spans, const Days& days) {
  if (spans.empty()) return std::nullopt;
  if (average == Average::daily_medians) return daily_medians(spans, days);
  std::vector<Millis> ascending;
  ascending.reserve(spans.size());
  for (const TimedSpan& s : spans) ascending.push_back(s.span);
  std::sort(ascending.begin(), ascending.end());
  switch (average) {
    case Average::mean:
      return seconds(std::accumulate(ascending.begin(), ascending.end(), Millis(0))) /
             static_cast<double>(ascending.size());
    case Average::lower_median:
      return seconds(ascending[(ascending.size() - 1) / 2]);
    default:
      return quantile_seconds(ascending, 0.5);
  }
}

}  // namespace shiptally::metrics
