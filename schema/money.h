#pragma once
// Money is an integer of picodollars (10^-12 USD).  Sums are 128-bit, so they cannot overflow on any
// bill; no double touches an amount until it is drawn (to_double, for charts only).

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "schema/result.h"

namespace shiptally {

__extension__ typedef __int128 Int128;

class Money {
 public:
  constexpr Money() = default;
  static constexpr Money from_pico(Int128 pico) { return Money(pico); }
  static constexpr Money from_dollars(std::int64_t dollars) {
    return Money(Int128{dollars} * kPicoPerDollar);
  }

  /// Reads a decimal ("12.5", "-0.000021", "1.2E-7") exactly.  An amount finer than a picodollar, or
  /// beyond +-10^24 USD, is an error: nothing is rounded in silence.
  static Result<Money> parse(std::string_view text);
  /// The same, but digits finer than a picodollar are rounded half-even (cloud bills carry 15 places).
  static Result<Money> parse_rounded(std::string_view text);

  constexpr Int128 pico() const { return pico_; }
  /// Shortest exact decimal: "1.725", "0.054399", "-3", "0".
  std::string str() const;
  /// For drawing only.
  double to_double() const;

  constexpr Money& operator+=(Money o) { return pico_ += o.pico_, *this; }
  constexpr Money& operator-=(Money o) { return pico_ -= o.pico_, *this; }
  friend constexpr Money operator+(Money a, Money b) { return a += b; }
  friend constexpr Money operator-(Money a, Money b) { return a -= b; }
  friend constexpr Money operator-(Money a) { return Money(-a.pico_); }
  friend constexpr auto operator<=>(Money, Money) = default;

  /// this * numerator / denominator, rounded half-even once.  denominator > 0.
  Money scaled(Int128 numerator, Int128 denominator) const;

  static constexpr Int128 kPicoPerDollar = 1'000'000'000'000;

 private:
  explicit constexpr Money(Int128 pico) : pico_(pico) {}
  Int128 pico_ = 0;
};

/// n / d rounded to the nearest integer, ties to even.  d > 0.
Int128 divide_half_even(Int128 n, Int128 d);

/// Decimal digits of a 128-bit integer.
std::string to_string(Int128 value);

}  // namespace shiptally
