#include "daemon/metrics/money/forecast.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace shiptally::metrics {
namespace {

constexpr std::size_t kSlowDays = 28, kFastDays = 84, kFastFirstDays = 7;
constexpr double kLeastDeviation = 0.02;  ///< so that days that hardly scatter do not all look wild
constexpr double kFastGain = 0.2, kTrendGain = 0.006, kTrendKept = 0.98;
constexpr std::size_t kLearnDays = 7;  ///< before the first origin
constexpr std::size_t kTrialDays = 10, kTrialSpan = 84, kTrialStep = 3;
constexpr double kTrialKept = 0.9, kBestError = 0.005;
constexpr double kConfidence = 0.8;
constexpr double kWorstLog = 3;  ///< a forecast that was wrong by more than 20 times counts as that

using DaysUsd = std::span<const double>;

double winsorised_mean(const std::vector<double>& values) {
  if (values.empty()) return 0;
  const double middle = median(values), most = 3 * spread(values, middle);
  double sum = 0;
  for (const double value : values) sum += std::clamp(value, middle - most, middle + most);
  return sum / static_cast<double>(values.size());
}

struct SmoothedLevel {
  double level = 0;  ///< USD a mean day
  double trend = 0;  ///< of its logarithm, a day
};

/// The usual change from one day to the next, of the logarithm.
double usual_step(const std::vector<double>& values) {
  constexpr double kStepToDeviation = 1.05;  // 1.4826 / sqrt(2)
  std::vector<double> steps;
  for (std::size_t i = 1; i < values.size(); ++i)
    if (values[i] > 0 && values[i - 1] > 0) steps.push_back(std::fabs(std::log(values[i] / values[i - 1])));
  return kStepToDeviation * median(std::move(steps));
}

/// The fast estimate; the definition is at the head of forecast.h.
SmoothedLevel filtered(const std::vector<double>& values) {
  if (values.empty()) return {};
  const auto first_end =
      values.begin() + static_cast<std::ptrdiff_t>(std::min(values.size(), kFastFirstDays));
  const double start = median({values.begin(), first_end});
  const double least = std::max(start, 1e-6) * 1e-3;  // a day without cost has no logarithm
  const double scatter = usual_step(values), deviation = std::max(kLeastDeviation, scatter);
  std::vector<double> logs;
  for (const double value : values) logs.push_back(std::log(std::max(value, least)));
  double level = std::log(std::max(start, least)), trend = 0;
  int run = 0;  ///< days in a row beyond; negative: below
  for (std::size_t i = 0; i < logs.size(); ++i) {
    const double expected = level + kTrendKept * trend, off = logs[i] - expected;
    if (std::fabs(off) <= 2.5 * deviation)
      run = 0;
    else
      run = off > 0 ? std::max(run, 0) + 1 : std::min(run, 0) - 1;
    const double taken = std::clamp(off, -2 * deviation, 2 * deviation);
    if (std::abs(run) >= 4) {
      const auto end = logs.begin() + static_cast<std::ptrdiff_t>(i + 1);
      level = median({end - 4, end});
      trend = 0;
      run = 0;
    } else {
      level = expected + kFastGain * taken;
      trend = kTrendKept * trend + kTrendGain * taken;
    }
  }
  return {std::exp(level + scatter * scatter / 2), trend};  // the mean of what the logarithm scatters
}

/// What could be told at the beginning of a day.
struct Origin {
  WeekShape shape{};
  SmoothedLevel slow, fast;
  double slow_weight = 0.5;
};

/// The method at work on one history: an origin for each day from kLearnDays on.
class LevelModel {
 public:
  explicit LevelModel(const Estimable& days) : usd_(days.usd), first_(days.first) {
    if (usd_.size() > kForecastDaysMax) {
      first_ += static_cast<std::int64_t>(usd_.size() - kForecastDaysMax);
      usd_ = usd_.last(kForecastDaysMax);
    }
    sums_.resize(usd_.size() + 1);
    std::partial_sum(usd_.begin(), usd_.end(), sums_.begin() + 1);
    for (std::size_t at = kLearnDays; at <= usd_.size(); ++at) origins_.push_back(origin(usd_.first(at)));
    for (std::size_t at = kLearnDays; at <= usd_.size(); ++at) weigh(at);
  }

  std::size_t days() const { return usd_.size(); }
  /// Point forecasts of the `count` days after the history.
  std::vector<double> ahead(std::size_t count) const { return path(usd_.size(), count); }
  /// By which factor the sum of so many days ahead may be off, either way.
  double factor(std::size_t count) const;

 private:
  Origin origin(DaysUsd known) const;
  void weigh(std::size_t at);
  const Origin& at(std::size_t day) const { return origins_[day - kLearnDays]; }
  double sum_of(const SmoothedLevel& level, std::size_t from, std::size_t count) const;
  std::vector<double> path(std::size_t from, std::size_t count) const;
  double actual(std::size_t from, std::size_t count) const { return sums_[from + count] - sums_[from]; }

  DaysUsd usd_;
  std::int64_t first_;
  std::vector<double> sums_;  ///< of the days before
  std::vector<Origin> origins_;
};

Origin LevelModel::origin(DaysUsd known) const {
  Origin out;
  out.shape = week_shape(known, first_);
  out.slow = {winsorised_mean(deseasonalised(known, first_, out.shape, kSlowDays)), 0};
  out.fast = filtered(deseasonalised(known, first_, out.shape, kFastDays));
  return out;
}

/// A level's course from day `from` on, the shape put back.
template <class Take>
void each_day(const WeekShape& shape, const SmoothedLevel& level, std::int64_t day, std::size_t count,
              Take take) {
  double kept = 1, growth = 0;
  for (std::size_t i = 0; i < count; ++i, ++day) {
    kept *= kTrendKept;
    growth += level.trend * kept;
    take(i, level.level * (growth == 0 ? 1 : std::exp(growth)) * shape[weekday(day)]);
  }
}

double LevelModel::sum_of(const SmoothedLevel& level, std::size_t from, std::size_t count) const {
  double sum = 0;
  each_day(at(from).shape, level, first_ + static_cast<std::int64_t>(from), count,
           [&](std::size_t, double usd) { sum += usd; });
  return sum;
}

std::vector<double> LevelModel::path(std::size_t from, std::size_t count) const {
  std::vector<double> out(count);
  const Origin& o = at(from);
  const auto day = first_ + static_cast<std::int64_t>(from);
  each_day(o.shape, o.slow, day, count, [&](std::size_t i, double usd) { out[i] += o.slow_weight * usd; });
  each_day(o.shape, o.fast, day, count,
           [&](std::size_t i, double usd) { out[i] += (1 - o.slow_weight) * usd; });
  return out;
}

void LevelModel::weigh(std::size_t day) {
  double slow = 0, fast = 0, weights = 0, weight = 1;
  const auto error = [&](const SmoothedLevel& level, std::size_t from) {
    const double told = sum_of(level, from, kTrialDays), was = actual(from, kTrialDays);
    return std::min(1.0, std::fabs(told - was) / std::max({told, was, 1e-9}));
  };
  for (std::size_t back = kTrialDays; back < kTrialDays + kTrialSpan; back += kTrialStep) {
    if (day < back + kLearnDays) break;
    const std::size_t from = day - back;
    slow += weight * error(at(from).slow, from);
    fast += weight * error(at(from).fast, from);
    weights += weight;
    weight *= kTrialKept;
  }
  if (weights == 0) return;
  const double s = std::pow(slow / weights + kBestError, -2), f = std::pow(fast / weights + kBestError, -2);
  origins_[day - kLearnDays].slow_weight = s / (s + f);
}

double LevelModel::factor(std::size_t count) const {
  const std::size_t origins = usd_.size() - kLearnDays + 1;
  const std::size_t span = std::min(count, origins - std::min(kOriginsMin, origins / 2));
  std::vector<double> errors;
  for (std::size_t from = kLearnDays; from + span <= usd_.size(); ++from) {
    const Origin& o = at(from);
    const double told =
        o.slow_weight * sum_of(o.slow, from, span) + (1 - o.slow_weight) * sum_of(o.fast, from, span);
    const double was = actual(from, span);
    const bool both = told > 0 && was > 0;
    errors.push_back(both ? std::min(kWorstLog, std::fabs(std::log(was / told)))
                          : (told <= 0 && was <= 0 ? 0 : kWorstLog));
  }
  std::sort(errors.begin(), errors.end());
  const auto rank = static_cast<std::size_t>(std::ceil(kConfidence * static_cast<double>(errors.size() + 1)));
  const double widened = std::sqrt(static_cast<double>(count) / static_cast<double>(span));
  return std::exp(std::min(kWorstLog, errors[std::min(rank, errors.size()) - 1] * widened));
}

}  // namespace

Forecast forecast(const DailyCosts& known, Window period, Money later) {
  Forecast out;
  out.so_far = known.sum(period) + later;
  if (known.end() >= period.to) {
    out.total = {out.so_far, out.so_far, out.so_far};
    out.method = kExact;
    return out;
  }
  const Estimable days = estimable(known);
  out.n = std::min(days.usd.size(), kForecastDaysMax);
  if (out.n < kForecastDaysMin) {
    out.reason = std::to_string(out.n) +
                 " whole days are known since the first that cost anything; a forecast needs " +
                 std::to_string(kForecastDaysMin);
    return out;
  }
  const Instant begin = std::max(known.end(), period.from);
  const auto skipped = static_cast<std::size_t>((begin - known.end()) / kOneDay);
  const auto count = static_cast<std::size_t>((period.to - known.end()) / kOneDay);
  out.method = kForecastMethod;
  const LevelModel model(days);
  const std::vector<double> path = model.ahead(count);
  const double rest = std::accumulate(path.begin() + static_cast<std::ptrdiff_t>(skipped), path.end(), 0.0);
  const double factor = model.factor(count);
  const Money whole = known.sum(period);
  const auto total = [&](double usd) { return std::max(to_cents(whole + estimate_of(usd)), out.so_far); };
  out.total = {total(rest), total(rest / factor), total(rest * factor)};
  for (const double usd : path) out.ahead.push_back(estimate_of(usd));
  return out;
}

}  // namespace shiptally::metrics
