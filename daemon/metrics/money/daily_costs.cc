#include "daemon/metrics/money/daily_costs.h"

#include <algorithm>
#include <cmath>

namespace shiptally::metrics {
namespace {

constexpr double kTellsNothing = 0.05;  ///< of the mean day

}  // namespace

std::size_t weekday(std::int64_t day) { return static_cast<std::size_t>(((day % 7) + 7) % 7); }

Money DailyCosts::sum(Window window) const {
  Money total;
  for (std::size_t i = 0; i < days.size(); ++i)
    if (window.contains(first + kOneDay * static_cast<std::int64_t>(i))) total += days[i];
  return total;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double spread(const std::vector<double>& values, double middle) {
  constexpr double kNormal = 1.4826;
  std::vector<double> distances;
  for (const double value : values) distances.push_back(std::fabs(value - middle));
  return kNormal * median(std::move(distances));
}

WeekShape week_shape(std::span<const double> usd, std::int64_t first) {
  std::array<std::vector<double>, 7> ratios;
  const std::size_t begin = usd.size() > kShapeDays + 3 ? usd.size() - kShapeDays : 3;
  for (std::size_t i = begin; i + 3 < usd.size(); ++i) {
    double week = 0;
    for (std::size_t k = i - 3; k <= i + 3; ++k) week += usd[k];
    if (week > 0) ratios[weekday(first + static_cast<std::int64_t>(i))].push_back(usd[i] * 7 / week);
  }
  WeekShape shape;
  double sum = 0;
  for (std::size_t i = 0; i < shape.size(); ++i)
    sum += shape[i] = ratios[i].empty() ? 1 : std::max(0.0, median(std::move(ratios[i])));
  for (double& factor : shape) factor = sum > 0 ? factor * 7 / sum : 1;
  return shape;
}

std::vector<double> deseasonalised(std::span<const double> usd, std::int64_t first, const WeekShape& shape,
                                   std::size_t count) {
  std::vector<double> out;
  for (std::size_t i = usd.size() > count ? usd.size() - count : 0; i < usd.size(); ++i) {
    const double factor = shape[weekday(first + static_cast<std::int64_t>(i))];
    if (factor > kTellsNothing) out.push_back(usd[i] / factor);
  }
  return out;
}

Estimable estimable(const DailyCosts& costs) {
  const auto begun = std::find_if(costs.days.begin(), costs.days.end(), [](Money m) { return m != Money(); });
  const Instant first = costs.first + kOneDay * (begun - costs.days.begin());
  Estimable out{first.time_since_epoch() / kOneDay, {}};
  for (auto day = begun; day != costs.days.end(); ++day) out.usd.push_back(day->to_double());
  return out;
}

Money estimate_of(double usd) {
  constexpr double kMicro = 1e6, kLargest = 1e12;
  return Money::from_pico(static_cast<Int128>(std::llround(std::clamp(usd, -kLargest, kLargest) * kMicro)) *
                          (Money::kPicoPerDollar / 1'000'000));
}

Money to_cents(Money amount) {
  constexpr Int128 kCent = Money::kPicoPerDollar / 100;
  return Money::from_pico(divide_half_even(amount.pico(), kCent) * kCent);
}

}  // namespace shiptally::metrics
