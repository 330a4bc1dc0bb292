#pragma once
// A mergeable histogram of positive numbers with log-spaced buckets (DDSketch, Masson et al., VLDB 2019):
// any quantile comes back within 1 % of the exact one, whatever the distribution.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/result.h"

namespace shiptally {

class Sketch {
 public:
  static constexpr double kRelativeError = 0.01;

  /// `count` may be negative to take values back.  Values <= 0 go to a bucket of their own, returned as 0.
  void add(std::int64_t value, std::int64_t count = 1);
  void merge(const Sketch& other);
  void subtract(const Sketch& other);

  std::int64_t count() const;
  bool empty() const { return bins_.empty(); }
  /// The value at rank floor(q * (count - 1)), 0 <= q <= 1; none when empty.
  std::optional<double> quantile(double q) const;

  /// Compact, canonical bytes: equal sketches encode equally.
  std::string encode() const;
  static Result<Sketch> decode(std::string_view bytes);

  friend bool operator==(const Sketch&, const Sketch&) = default;

 private:
  struct Bin {
    std::int32_t index;
    std::int64_t count;
    friend bool operator==(const Bin&, const Bin&) = default;
  };
  void merge_signed(const Sketch& other, int sign);

  std::vector<Bin> bins_;  ///< ascending by index, no zero counts
};

}  // namespace shiptally
