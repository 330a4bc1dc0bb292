#pragma once
// Costs day by day, and the statistics of them that forecasts and anomalies share.  Amounts become doubles
// here and only for estimating; what was spent is added up as Money, elsewhere.  Pure.

#include <array>
#include <chrono>
#include <span>
#include <vector>

#include "schema/base/money.h"
#include "schema/base/window.h"

namespace shiptally::metrics {

inline constexpr Millis kOneDay = std::chrono::hours(24);

/// Costs of consecutive whole UTC days; a day that cost nothing is there, as 0.
struct DailyCosts {
  Instant first;  ///< UTC midnight
  std::vector<Money> days;

  Instant end() const { return first + kOneDay * static_cast<std::int64_t>(days.size()); }
  /// Sum of the days that lie in the window.
  Money sum(Window window) const;
};

/// Which weekday a day is that is counted from 1970, which may lie before it: 0 to 6, 0 like 1970-01-01.
std::size_t weekday(std::int64_t day);

/// What each weekday costs beside the mean day of its week; the mean of all is 1.  Index: weekday().
using WeekShape = std::array<double, 7>;

inline constexpr std::size_t kShapeDays = 56;

/// For each weekday the median of (day / mean of the seven days around it) over the last kShapeDays of `usd`,
/// the first of which is day number `first`: a wild day or a jump moves none of them.  1 where nothing is
/// known.
WeekShape week_shape(std::span<const double> usd, std::int64_t first);

/// Days with the weekday taken out, the last `count` of `usd`; weekdays that cost next to nothing are left
/// out, since they tell nothing of the level.
std::vector<double> deseasonalised(std::span<const double> usd, std::int64_t first, const WeekShape& shape,
                                   std::size_t count);

/// 0 without values.
double median(std::vector<double> values);

/// The median distance from the median, as an estimate of the standard deviation (x 1.4826).
double spread(const std::vector<double>& values, double middle);

/// To estimate with, from the first day that cost anything.
struct Estimable {
  std::int64_t first = 0;  ///< number of the day, since 1970
  std::vector<double> usd;
};
Estimable estimable(const DailyCosts& costs);

/// An estimate as an amount, to the microdollar; an amount to the cent, half-even.
Money estimate_of(double usd);
Money to_cents(Money amount);

}  // namespace shiptally::metrics
