#pragma once
// What a period will have cost at its end.  Pure and deterministic; an estimate, and says so.
//
// Method "shape-blend-1".  The weekdays' shape is taken out of the days (daily_costs.h).  Two estimates of
// the level go on from there, the shape put back:
//   slow: the mean of the last 28 days, those beyond three spreads of the median pulled in to there;
//   fast: an exponential filter (0.2 a day) of the logarithm over the last 84 days with a damped trend (0.98
//   a
//         day).  A day may move it by two spreads at most; four days in a row beyond 2.5 spreads on the same
//         side are a new level, and the filter starts anew from their median.
// The forecast is their mean, each weighted by 1 / (its own error)^2: its mean relative error over ten days
// ahead from origins in the last 12 weeks, where recent ones count more.
//
// The 80 % interval is calibrated by the method's own past errors, not by a distribution: the 80th percentile
// of |ln(actual / forecast)| over all past origins, for the same number of days ahead.  With fewer than
// kOriginsMin such origins (half of all, in a short history) it is taken from the longest shorter span that
// has as many, and widened by the root of the ratio of the spans.
//
// The day that still runs is left out of the history and forecast like the days after it, but the result is
// never below what has been spent.

#include <optional>
#include <string>
#include <string_view>

#include "daemon/metrics/money/daily_costs.h"

namespace shiptally::metrics {

inline constexpr std::string_view kForecastMethod = "shape-blend-1";
inline constexpr std::string_view kExact = "exact";  ///< of a period that is over
inline constexpr std::size_t kForecastDaysMin = 14;
inline constexpr std::size_t kOriginsMin = 15;
inline constexpr std::size_t kForecastDaysMax = 182;  ///< history beyond it is not looked at

struct ForecastRange {
  Money point, low, high;  ///< of the whole period; to the cent
};

struct Forecast {
  Money so_far;                        ///< exact: the period's whole days and `later`
  std::optional<ForecastRange> total;  ///< none: `reason` says why
  std::string_view method;             ///< kForecastMethod, or kExact; empty where there is none
  std::string reason;
  std::size_t n = 0;         ///< days that it was learned from
  std::vector<Money> ahead;  ///< point forecast of each day from known.end() on, to the period's end
};

/// `known` are whole days, which begin before the period does; `later` is what days of the period after them
/// have cost so far.  Nothing is forecast for a period that `known` covers to its end: its total is what it
/// cost.
Forecast forecast(const DailyCosts& known, Window period, Money later);

}  // namespace shiptally::metrics
