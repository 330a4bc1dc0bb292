#pragma once
// The same numbers on every platform: the engine is the standard's, the distributions are ours, because
// the standard leaves its own to the library.  Only exact operations of IEEE doubles are used.

#include <cstdint>
#include <random>

#include "schema/base/instant.h"

namespace shiptally::demo {

class Random {
 public:
  /// Streams of one seed are independent, so that a change in one part leaves the others as they were.
  Random(std::uint64_t seed, std::uint64_t stream);

  /// 0 … n-1; n > 0.
  std::int64_t below(std::int64_t n);
  /// low … high, both included.
  std::int64_t between(std::int64_t low, std::int64_t high) { return low + below(high - low + 1); }
  /// between(), in minutes.
  Millis minutes(std::int64_t low, std::int64_t high);
  /// True in `per_million` of a million cases.
  bool chance(std::int64_t per_million) { return below(1'000'000) < per_million; }
  /// [0, 1).
  double uniform();
  /// Positive and skewed to the right, as latencies and prompt lengths are; half are below `median`.
  /// `spread` is the standard deviation of the logarithm.
  double around(double median, double spread);

 private:
  std::mt19937_64 engine_;
};

}  // namespace shiptally::demo
