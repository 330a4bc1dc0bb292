#pragma once
// Quantiles of durations, interpolated linearly between the two nearest ranks (Hyndman and Fan, type 7):
// the median of an even number is the mean of the middle two.

#include <cstddef>
#include <optional>
#include <span>

#include "schema/base/instant.h"

namespace shiptally::metrics {

/// The quantile `share` (0 to 1) in seconds.  `ascending` is sorted.  None without values.
inline std::optional<double> quantile_seconds(std::span<const Millis> ascending, double share) {
  if (ascending.empty()) return std::nullopt;
  const double rank = share * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const double low = seconds(ascending[below]);
  if (below + 1 == ascending.size()) return low;
  return low + (rank - static_cast<double>(below)) * (seconds(ascending[below + 1]) - low);
}

}  // namespace shiptally::metrics
