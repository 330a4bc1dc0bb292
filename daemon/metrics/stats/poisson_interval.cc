#include "daemon/metrics/stats/poisson_interval.h"

#include <array>
#include <boost/math/distributions/chi_squared.hpp>

namespace shiptally::metrics {
namespace {

Interval compute(std::size_t count) {
  using boost::math::chi_squared;
  const double freedom = 2 * static_cast<double>(count);
  return {count == 0 ? 0 : quantile(chi_squared(freedom), 0.025) / 2,
          quantile(complement(chi_squared(freedom + 2), 0.025)) / 2};
}

}  // namespace

Interval garwood_95(std::size_t count) {
  // An inverse takes microseconds, and an answer has thousands of rows with small counts.
  static const auto small = [] {
    std::array<Interval, 512> out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = compute(i);
    return out;
  }();
  return count < small.size() ? small[count] : compute(count);
}

}  // namespace shiptally::metrics
