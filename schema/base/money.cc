#include "schema/base/money.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <stdexcept>

namespace shiptally {
namespace {

constexpr int kPicoDigits = 12;
constexpr std::size_t kShownBytes = 48;
constexpr int kWholeDigits = 24;  // 10^24 USD * 10^12 stays below 2^127

/// A decimal as its digits without the point: value = digits * 10^exponent.
struct Decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

/// A zero's says nothing, so it may be any.
bool scan_exponent(std::string_view text, bool zero, int& exponent) {
  if (text.starts_with('+') || (zero && text.starts_with('-'))) text.remove_prefix(1);
  if (zero) return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < -1000 || value > 1000) return false;
  exponent += value;
  return true;
}

bool scan_decimal(std::string_view text, Decimal& out) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    out.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  bool seen_point = false, seen_digit = false;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.' && !seen_point) {
      seen_point = true;
    } else if (c >= '0' && c <= '9') {
      seen_digit = true;
      out.exponent -= seen_point ? 1 : 0;
      if (c != '0' || !out.digits.empty()) out.digits += c;
    } else {
      break;
    }
  }
  if (!seen_digit) return false;
  if (i == text.size()) return true;
  if (text[i] != 'e' && text[i] != 'E') return false;
  return scan_exponent(text.substr(i + 1), out.digits.empty(), out.exponent);
}

Int128 digits_value(std::string_view digits) {
  Int128 value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

/// Whether what is cut off rounds the kept digits up, half to even.
bool rounds_up(std::string_view kept, std::string_view cut) {
  if (cut.empty() || cut.front() < '5') return false;
  if (cut.front() > '5' || cut.find_first_not_of('0', 1) != std::string_view::npos) return true;
  return !kept.empty() && (kept.back() - '0') % 2 == 1;
}

Result<Money> read(std::string_view text, bool round) {
  const auto wrong = [&](const char* reason) {
    return Error{Code::invalid,
                 std::string(reason) + ": \"" + std::string(text.substr(0, kShownBytes)) + "\""};
  };
  Decimal d;
  if (!scan_decimal(text, d)) return wrong("not a decimal amount");
  if (d.digits.empty()) return Money();
  // Scale to picodollars: append zeros, or cut digits off the end.
  const int shift = d.exponent + kPicoDigits;
  const int length = static_cast<int>(d.digits.size()) + shift;
  if (length > kWholeDigits + kPicoDigits) return wrong("amount too large");
  Int128 pico = 0;
  if (shift >= 0) {
    pico = digits_value(d.digits + std::string(static_cast<std::size_t>(shift), '0'));
  } else {
    // A number far below a picodollar: pad, so that "kept" is empty and "cut" starts with zeros.
    if (length < 0) d.digits.insert(0, static_cast<std::size_t>(-length), '0');
    const auto keep = static_cast<std::size_t>(std::max(length, 0));
    const std::string_view kept = std::string_view(d.digits).substr(0, keep);
    const std::string_view cut = std::string_view(d.digits).substr(keep);
    if (!round && cut.find_first_not_of('0') != std::string_view::npos)
      return wrong("finer than a picodollar");
    pico = digits_value(kept) + (rounds_up(kept, cut) ? 1 : 0);
  }
  return Money::from_pico(d.negative ? -pico : pico);
}

}  // namespace

Result<Money> Money::parse(std::string_view text) { return read(text, false); }

Result<Money> Money::parse_rounded(std::string_view text) {
  auto amount = read(text, true);
  if (amount.has_value() && (*amount > kAmountMax || *amount < -kAmountMax))
    return Error{Code::invalid, "amount too large, more than " + kAmountMax.str() + ": \"" +
                                    std::string(text.substr(0, kShownBytes)) + "\""};
  return amount;
}

std::string Money::str() const {
  const Int128 whole = pico_ / kPicoPerDollar;
  Int128 fraction = pico_ % kPicoPerDollar;
  std::string out = pico_ < 0 && whole == 0 ? "-0" : to_string(whole);
  if (fraction == 0) return out;
  if (fraction < 0) fraction = -fraction;
  std::string digits = to_string(fraction);
  digits.insert(0, kPicoDigits - digits.size(), '0');
  digits.erase(digits.find_last_not_of('0') + 1);
  return out + "." + digits;
}

double Money::to_double() const {
  // Through the decimal text, so that the double is the one nearest to the exact amount.
  const std::string text = str();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Money Money::scaled(Int128 numerator, Int128 denominator) const {
  Int128 product = 0;
  if (!__builtin_mul_overflow(pico_, numerator, &product))
    return from_pico(divide_half_even(product, denominator));
  const auto pico = WideProduct(pico_, numerator).divided_half_even(denominator);
  if (!pico) throw_overflow();
  return from_pico(*pico);
}

void Money::throw_overflow() {
  throw std::overflow_error("a sum of amounts is too large: beyond 1.7 * 10^26 USD");
}

std::optional<std::int64_t> ratio_ppm(Money part, Money whole) {
  constexpr Int128 kMillion = 1'000'000;
  if (whole <= Money()) return std::nullopt;
  const auto ppm = WideProduct(part.pico(), kMillion).divided_half_even(whole.pico());
  if (!ppm || *ppm < std::numeric_limits<std::int64_t>::min() ||
      *ppm > std::numeric_limits<std::int64_t>::max())
    return std::nullopt;
  return static_cast<std::int64_t>(*ppm);
}

}  // namespace shiptally
