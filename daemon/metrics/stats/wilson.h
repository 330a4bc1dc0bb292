#pragma once
// Wilson's score interval: how far a share can be trusted.  Ten deployments with one failure are
// 1.8 % to 40.4 %, not "10 %".  E. B. Wilson, JASA 22 (1927), without continuity correction.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace shiptally::metrics {

struct Interval {
  double low = 0;
  double high = 0;
};

/// The 95 % interval of hits / trials, within [0, 1].  None without trials.  hits <= trials.
inline std::optional<Interval> wilson_95(std::size_t hits, std::size_t trials) {
  if (trials == 0) return std::nullopt;
  constexpr double z = 1.959963984540054;  // 97.5th percentile of the normal distribution
  const double n = static_cast<double>(trials);
  const double share = static_cast<double>(hits) / n;
  const double scale = 1 + z * z / n;
  const double centre = (share + z * z / (2 * n)) / scale;
  const double half = z / scale * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  // The ends are exactly 0 and 1 at no hits and all hits; the formula misses them by rounding.
  return Interval{hits == 0 ? 0 : std::max(0.0, centre - half),
                  hits == trials ? 1 : std::min(1.0, centre + half)};
}

}  // namespace shiptally::metrics
