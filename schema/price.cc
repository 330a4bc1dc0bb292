#include "schema/price.h"

#include <cstdio>
#include <numeric>

namespace shiptally {

Result<Ratio> parse_ratio(std::string_view text) {
  constexpr std::int64_t kPlaces = 10'000;
  constexpr Int128 kUnit = Money::kPicoPerDollar / kPlaces;
  const Result<Money> value = Money::parse(text);
  if (value.has_error() || value->pico() <= 0 || value->pico() > 10 * Money::kPicoPerDollar ||
      value->pico() % kUnit != 0)
    return Error{Code::invalid, "expected a factor above 0 and up to 10, with at most four decimals"};
  const auto numerator = static_cast<std::int64_t>(value->pico() / kUnit);
  const std::int64_t divisor = std::gcd(numerator, kPlaces);
  return Ratio{numerator / divisor, kPlaces / divisor};
}

std::string decimal(const Ratio& ratio) {
  return Money::from_dollars(1).scaled(ratio.numerator, ratio.denominator).str();
}

std::string time_of_day(std::chrono::minutes t) {
  char out[16];
  std::snprintf(out, sizeof out, "%02d:%02d", static_cast<int>(t / std::chrono::hours(1)),
                static_cast<int>(t % std::chrono::hours(1) / std::chrono::minutes(1)));
  return out;
}

bool share_time(const DailyHours& a, const DailyHours& b) {
  const auto in = [](std::chrono::minutes t, const DailyHours& h) {
    return h.from < h.to ? t >= h.from && t < h.to : t >= h.from || t < h.to;
  };
  return in(a.from, b) || in(b.from, a);
}

}  // namespace shiptally
