#include "daemon/metrics/stats/median_interval.h"

#include <boost/math/special_functions/beta.hpp>
#include <cmath>

namespace shiptally::metrics {
namespace {

constexpr double kTail = 0.025;

/// P(X < r) for a binomial X of n trials at 1/2.
double below(std::size_t r, std::size_t n) {
  return boost::math::ibetac(static_cast<double>(r), static_cast<double>(n - r + 1), 0.5);
}

/// Adds up the distribution from its lower end: quick where n is small, as in most rows of an answer.
std::size_t rank_by_sum(std::size_t n) {
  double term = std::ldexp(1.0, -static_cast<int>(n)), sum = term;
  std::size_t rank = 0;
  while (sum <= kTail) {
    ++rank;
    term *= static_cast<double>(n - rank + 1) / static_cast<double>(rank);
    sum += term;
  }
  return rank;
}

/// Walks from the normal approximation, which is at most a rank or two away.
std::size_t rank_by_beta(std::size_t n) {
  auto rank =
      static_cast<std::size_t>((static_cast<double>(n) - 1.96 * std::sqrt(static_cast<double>(n))) / 2);
  while (below(rank, n) > kTail) --rank;
  while (below(rank + 1, n) <= kTail) ++rank;
  return rank;
}

}  // namespace

std::optional<std::size_t> median_rank_95(std::size_t n) {
  constexpr std::size_t sum_max = 1000;  // 2^-n is a normal double
  if (n < kMedianIntervalMin) return std::nullopt;
  return n <= sum_max ? rank_by_sum(n) : rank_by_beta(n);
}

std::optional<Interval> median_interval_95(std::span<const Millis> ascending) {
  const auto rank = median_rank_95(ascending.size());
  if (!rank) return std::nullopt;
  return Interval{seconds(ascending[*rank - 1]), seconds(ascending[ascending.size() - *rank])};
}

}  // namespace shiptally::metrics
