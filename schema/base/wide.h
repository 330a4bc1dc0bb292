#pragma once
// 128-bit integers that say when they overflow, and products of two of them in 256 bits.  Pure.

#include <compare>
#include <optional>
#include <string>

namespace shiptally {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

/// The exact product of two 128-bit integers.
class WideProduct {
 public:
  WideProduct(Int128 a, Int128 b);

  /// This / d, rounded to the nearest integer, ties to even; none where that is beyond 128 bits.  d > 0.
  std::optional<Int128> divided_half_even(Int128 d) const;

  friend std::strong_ordering operator<=>(const WideProduct& a, const WideProduct& b);
  friend bool operator==(const WideProduct&, const WideProduct&) = default;

 private:
  bool negative_;  ///< never of a zero
  UInt128 high_, low_;
};

/// n / d rounded to the nearest integer, ties to even.  d > 0.
Int128 divide_half_even(Int128 n, Int128 d);

/// Decimal digits of a 128-bit integer.
std::string to_string(Int128 value);

}  // namespace shiptally
