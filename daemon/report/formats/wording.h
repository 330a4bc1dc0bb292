#pragma once
// Figures as a person reads them: rounded half-even to what is shown, thousands apart.  Pure, independent of
// the locale.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/base/instant.h"
#include "schema/base/money.h"

namespace shiptally::report {

inline constexpr std::string_view kNothing = "–";  ///< no data

std::string grouped_digits(std::int64_t value);       ///< "1,234,567"
std::string dollars(Money amount, int decimals = 2);  ///< "$1,234.57", "-$0.50"
std::string signed_dollars(Money amount);             ///< "+$1.00"
std::string dollars_or_none(const std::optional<Money>& amount);
/// Below ten cents, and not nothing: what cents would hide.
bool is_small(Money amount);
inline constexpr int kSmallDecimals = 5;
/// Millionths as percent with one decimal; two below 1 %: "12.3 %", "0.43 %".
std::string percent(std::int64_t ppm);
std::string signed_percent(std::int64_t ppm);

std::string month_name(Instant month);  ///< "October 2026"
std::string iso_month(Instant month);   ///< "2026-10"
std::string iso_date(Instant t);        ///< "2026-10-31"

/// ratio_ppm() of now - before and before.
std::optional<std::int64_t> change_ppm(Money before, Money now);

/// Text as it may stand in HTML and in its attributes, UTF-8.
std::string html_escaped(std::string_view text);

}  // namespace shiptally::report
