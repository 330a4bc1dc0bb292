#include "schema/base/wide.h"

#include <algorithm>
#include <cassert>
#include <cstdint>

namespace shiptally {
namespace {

constexpr UInt128 kMagnitudeMax = ~UInt128{0} >> 1;

UInt128 magnitude(Int128 value) {
  return value < 0 ? UInt128{0} - static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

}  // namespace

/// By halves of 64 bits, as on paper.
WideProduct::WideProduct(Int128 a, Int128 b) : negative_((a < 0) != (b < 0) && a != 0 && b != 0) {
  const UInt128 x = magnitude(a), y = magnitude(b);
  const UInt128 x_low = static_cast<std::uint64_t>(x), x_high = x >> 64;
  const UInt128 y_low = static_cast<std::uint64_t>(y), y_high = y >> 64;
  const UInt128 lowest = x_low * y_low, cross = x_high * y_low + (lowest >> 64);
  const UInt128 middle = x_low * y_high + static_cast<std::uint64_t>(cross);
  low_ = middle << 64 | static_cast<std::uint64_t>(lowest);
  high_ = x_high * y_high + (cross >> 64) + (middle >> 64);
}

/// By long division in base 2: slow, and seldom needed.
std::optional<Int128> WideProduct::divided_half_even(Int128 d) const {
  assert(d > 0);
  const auto divisor = static_cast<UInt128>(d);
  if (high_ >= divisor) return std::nullopt;
  UInt128 quotient = 0, rest = high_;
  for (int bit = 127; bit >= 0; --bit) {
    rest = rest << 1 | (low_ >> bit & 1);  // below twice the divisor, which is below 2^127
    quotient <<= 1;
    if (rest >= divisor) rest -= divisor, quotient |= 1;
  }
  const UInt128 to_next = divisor - rest;
  const bool up = rest > to_next || (rest == to_next && (quotient & 1) != 0);
  if (quotient > kMagnitudeMax - (up ? 1 : 0)) return std::nullopt;
  const auto rounded = static_cast<Int128>(quotient + (up ? 1 : 0));
  return negative_ ? -rounded : rounded;
}

std::strong_ordering operator<=>(const WideProduct& a, const WideProduct& b) {
  if (a.negative_ != b.negative_) return b.negative_ <=> a.negative_;
  const auto by_size = a.high_ != b.high_ ? a.high_ <=> b.high_ : a.low_ <=> b.low_;
  return a.negative_ ? 0 <=> by_size : by_size;
}

Int128 divide_half_even(Int128 n, Int128 d) {
  assert(d > 0);
  Int128 quotient = n / d;
  const Int128 rest = n % d;
  const Int128 magnitude = rest < 0 ? -rest : rest;
  const Int128 to_half = d - magnitude;  // compare magnitude with d - magnitude: no doubling, no overflow
  if (magnitude > to_half || (magnitude == to_half && quotient % 2 != 0)) quotient += n < 0 ? -1 : 1;
  return quotient;
}

std::string to_string(Int128 value) {
  const bool negative = value < 0;
  std::string digits;
  do {
    const int digit = static_cast<int>(value % 10);
    digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
    value /= 10;
  } while (value != 0);
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace shiptally
