#pragma once
// Money is an integer of picodollars (10^-12 USD); no double touches an amount until it is drawn (to_double,
// for charts only).  Amounts of facts are bounded (kAmountMax), so that sums of them fit 128 bits by far; a
// sum or product that does not fit throws std::overflow_error and is never a wrong number.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/base/result.h"
#include "schema/base/wide.h"

namespace shiptally {

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
  /// Reads one amount of a fact, as senders and bills write it: digits finer than a picodollar are rounded
  /// half-even (cloud bills carry 15 places), and more than kAmountMax of either sign is an error.
  static Result<Money> parse_rounded(std::string_view text);

  constexpr Int128 pico() const { return pico_; }
  /// Shortest exact decimal: "1.725", "0.054399", "-3", "0".
  std::string str() const;
  /// For drawing only.
  double to_double() const;

  /// The sum; none where it is beyond 128 bits.
  static constexpr std::optional<Money> checked_sum(Money a, Money b) {
    Int128 sum = 0;
    if (__builtin_add_overflow(a.pico_, b.pico_, &sum)) return std::nullopt;
    return Money(sum);
  }

  constexpr Money& operator+=(Money o) {
    if (__builtin_add_overflow(pico_, o.pico_, &pico_)) throw_overflow();
    return *this;
  }
  constexpr Money& operator-=(Money o) {
    if (__builtin_sub_overflow(pico_, o.pico_, &pico_)) throw_overflow();
    return *this;
  }
  friend constexpr Money operator+(Money a, Money b) { return a += b; }
  friend constexpr Money operator-(Money a, Money b) { return a -= b; }
  friend constexpr Money operator-(Money a) { return Money() - a; }
  friend constexpr auto operator<=>(Money, Money) = default;

  /// this * numerator / denominator, rounded half-even once; the product may take 256 bits.  denominator > 0.
  Money scaled(Int128 numerator, Int128 denominator) const;

  static constexpr Int128 kPicoPerDollar = 1'000'000'000'000;
  static const Money kAmountMax;  ///< of one fact: 10^15, in whatever currency; 10^11 of them fit a sum

 private:
  explicit constexpr Money(Int128 pico) : pico_(pico) {}
  [[noreturn]] static void throw_overflow();
  Int128 pico_ = 0;
};

inline constexpr Money Money::kAmountMax = Money::from_dollars(1'000'000'000'000'000);

/// part / whole in millionths, rounded half-even; none where the whole is not positive, or is so small beside
/// the part that the ratio does not fit.
std::optional<std::int64_t> ratio_ppm(Money part, Money whole);

}  // namespace shiptally
