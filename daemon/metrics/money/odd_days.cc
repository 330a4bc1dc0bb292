#include "daemon/metrics/money/odd_days.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace shiptally::metrics {
namespace {

constexpr std::size_t kResiduals = 56, kLeaks = 84, kResidualsMin = 14;
constexpr std::size_t kNewDays = 7, kOldDays = 28;
constexpr std::size_t kQuiet = kOldDays + kNewDays;  ///< after a sudden change no leak is told for so long
static_assert(kOddDaysHistory >= kQuiet + kLeaks + kShapeDays);
constexpr double kSuddenSpreadMin = 0.04, kLeakSpreadMin = 0.03;

/// A day (or a week) against what was expected of it.
struct Residual {
  double expected = 0;  ///< USD of the day
  double log_ratio = 0;
};

using Residuals = std::vector<std::optional<Residual>>;

struct DayScore {
  double expected, low, high, score;
};

double log_ratio(double actual, double expected) {
  const double floor = kOddFloor.to_double();
  return std::log((std::max(actual, 0.0) + floor) / (std::max(expected, 0.0) + floor));
}

/// What `centre + times * spread` of the logarithm is in USD.
double shifted(double expected, double log_change) {
  const double floor = kOddFloor.to_double();
  return std::max(0.0, (expected + floor) * std::exp(log_change) - floor);
}

class Judge {
 public:
  Judge(const DailyCosts& costs, std::size_t from)
      : costs_(costs), first_(costs.first.time_since_epoch() / kOneDay) {
    for (const Money day : costs.days) usd_.push_back(day.to_double());
    sudden_.resize(usd_.size());
    leaks_.resize(usd_.size());
    const std::size_t begin = from > kLeaks + kQuiet ? from - kLeaks - kQuiet : 0;
    for (std::size_t day = std::max(begin, kNewDays); day < usd_.size(); ++day) compare(day);
  }

  std::vector<OddDay> judge(std::size_t from) const;

 private:
  void compare(std::size_t day);
  bool long_enough(std::size_t day) const;
  std::optional<DayScore> score(const Residuals& residuals, std::size_t day, std::size_t back,
                                double spread_min) const;
  OddDay odd(std::size_t day, OddKind kind, const DayScore& score) const;

  const DailyCosts& costs_;
  const std::int64_t first_;
  std::vector<double> usd_;
  Residuals sudden_, leaks_;  ///< of each day; none: nothing to compare with
};

void Judge::compare(std::size_t day) {
  const std::span<const double> all(usd_);
  const std::size_t begin = day > kShapeDays ? day - kShapeDays : 0;
  const auto before = all.subspan(begin, day - begin);
  const auto first = first_ + static_cast<std::int64_t>(begin);
  const WeekShape shape = week_shape(before, first);
  const double factor = shape[weekday(first_ + static_cast<std::int64_t>(day))];
  const double level = median(deseasonalised(before, first, shape, kNewDays));
  const double expected = level * factor, floor = kOddFloor.to_double();
  // A day that costs nothing as expected says nothing of how much the others scatter.
  if (level > 0 && std::max(expected, usd_[day]) > floor)
    sudden_[day] = {expected, log_ratio(usd_[day], expected)};
  if (day < kQuiet) return;
  const auto old_first = first_ + static_cast<std::int64_t>(day + 1 - kNewDays - kOldDays);
  const double old = median(
      deseasonalised(all.subspan(day + 1 - kNewDays - kOldDays, kOldDays), old_first, shape, kOldDays));
  const double now = median(
      deseasonalised(all.subspan(day + 1 - kNewDays, kNewDays), old_first + kOldDays, shape, kNewDays));
  if (old > 0) leaks_[day] = {old * factor, log_ratio(now, old)};
}

bool Judge::long_enough(std::size_t day) const {
  const std::size_t begin = day > kOddDaysLook ? day - kOddDaysLook : 0;
  const auto end = costs_.days.begin() + static_cast<std::ptrdiff_t>(day);
  const auto begun = std::find_if(costs_.days.begin() + static_cast<std::ptrdiff_t>(begin), end,
                                  [](Money cost) { return cost != Money(); });
  return static_cast<std::size_t>(end - begun) >= kOddDaysMin;
}

std::optional<DayScore> Judge::score(const Residuals& residuals, std::size_t day, std::size_t back,
                                     double spread_min) const {
  if (!residuals[day]) return std::nullopt;
  std::vector<double> before;
  for (std::size_t i = day > back ? day - back : 0; i < day; ++i)
    if (residuals[i]) before.push_back(residuals[i]->log_ratio);
  if (before.size() < kResidualsMin) return std::nullopt;
  const double middle = median(before), usual = std::max(spread_min, spread(before, middle));
  const double base = residuals[day]->expected;
  return DayScore{shifted(base, middle), shifted(base, middle - kOddScore * usual),
                  shifted(base, middle + kOddScore * usual), (residuals[day]->log_ratio - middle) / usual};
}

OddDay Judge::odd(std::size_t day, OddKind kind, const DayScore& score) const {
  return {day,
          kind,
          costs_.days[day],
          estimate_of(score.expected),
          estimate_of(score.low),
          estimate_of(score.high),
          score.score};
}

std::vector<OddDay> Judge::judge(std::size_t from) const {
  std::vector<OddDay> out;
  std::optional<std::size_t> rose, fell;  ///< the last sudden change of each direction
  std::optional<std::size_t> leaking;     ///< the last day that was beyond
  for (std::size_t day = from > kQuiet ? from - kQuiet : 0; day < usd_.size(); ++day) {
    if (!long_enough(day)) continue;
    const auto sudden = score(sudden_, day, kResiduals, kSuddenSpreadMin);
    const auto leak = score(leaks_, day, kLeaks, kLeakSpreadMin);
    const auto off = [&](const DayScore& s) {
      return std::fabs(usd_[day] - s.expected) > kOddFloor.to_double();
    };
    const bool is_sudden = sudden && std::fabs(sudden->score) > kOddScore && off(*sudden);
    if (is_sudden) (sudden->score > 0 ? rose : fell) = day;
    if (is_sudden && day >= from) out.push_back(odd(day, OddKind::sudden, *sudden));
    const bool beyond = leak && std::fabs(leak->score) > kOddScore && off(*leak);
    const auto& told = leak && leak->score > 0 ? rose : fell;
    const bool known = leaking && day - *leaking <= kNewDays;
    if (beyond && !known && !(told && day - *told <= kQuiet) && day >= from)
      out.push_back(odd(day, OddKind::leak, *leak));
    if (beyond) leaking = day;
  }
  return out;
}

}  // namespace

std::vector<OddDay> odd_days(const DailyCosts& costs, std::size_t from) {
  return Judge(costs, from).judge(from);
}

}  // namespace shiptally::metrics
