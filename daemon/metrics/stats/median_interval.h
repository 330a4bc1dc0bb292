#pragma once
// How far a median can be trusted: the interval between two order statistics.  It assumes nothing of the
// distribution.  W. R. Thompson, Annals of Mathematical Statistics 7 (1936); tables in Hollander, Wolfe and
// Chicken, Nonparametric Statistical Methods, 3rd edition (2014), A.
//
// Of n independent values the number below the true median is binomial (n, 1/2).  So the median lies between
// the r-th smallest and the r-th largest with a probability of 1 - 2 P(X < r).  The largest r is taken that
// keeps this at 95 % or more: conservative, for ranks are whole numbers.

#include <cstddef>
#include <optional>
#include <span>

#include "daemon/metrics/stats/wilson.h"
#include "schema/base/instant.h"

namespace shiptally::metrics {

/// Fewer values than this have no 95 % interval: even from smallest to largest is less sure (93.75 % of 5).
inline constexpr std::size_t kMedianIntervalMin = 6;

/// The rank r, counted from 1, whose r-th smallest and r-th largest of n values enclose the median; none
/// below kMedianIntervalMin.
std::optional<std::size_t> median_rank_95(std::size_t n);

/// The 95 % interval of the median in seconds.  `ascending` is sorted.
std::optional<Interval> median_interval_95(std::span<const Millis> ascending);

}  // namespace shiptally::metrics
