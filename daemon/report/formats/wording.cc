#include "daemon/report/formats/wording.h"

#include <array>
#include <chrono>

#include "schema/base/utf8.h"

namespace shiptally::report {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
constexpr Int128 kHundredthsOfPercent = 100;  // in millionths
constexpr Int128 kTenthsOfPercent = 1000;

std::string with_commas(std::string digits) {
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

Int128 magnitude(Int128 value) { return value < 0 ? -value : value; }

/// A fixed-point number of `decimals` places.
std::string fixed(Int128 units, int decimals) {
  std::string digits = to_string(magnitude(units));
  const auto places = static_cast<std::size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  const std::size_t whole = digits.size() - places;
  std::string out = with_commas(digits.substr(0, whole));
  if (places > 0) out.append(".").append(digits, whole);
  return out;
}

std::chrono::year_month_day date_of(Instant t) { return {std::chrono::floor<std::chrono::days>(t)}; }

std::string_view month_of_year(Instant t) { return kMonths[static_cast<unsigned>(date_of(t).month()) - 1]; }

std::string year_of(Instant t) { return std::to_string(static_cast<int>(date_of(t).year())); }

}  // namespace

std::string grouped_digits(std::int64_t value) { return (value < 0 ? "-" : "") + fixed(value, 0); }

std::string dollars(Money amount, int decimals) {
  Int128 unit = Money::kPicoPerDollar;
  for (int i = 0; i < decimals; ++i) unit /= 10;
  const Int128 units = divide_half_even(amount.pico(), unit);
  return (units < 0 ? "-$" : "$") + fixed(units, decimals);
}

bool is_small(Money amount) {
  const Money limit = Money::from_pico(Money::kPicoPerDollar / 10);
  return amount != Money() && amount < limit && amount > -limit;
}

std::string signed_dollars(Money amount) { return (amount < Money() ? "" : "+") + dollars(amount); }

std::string dollars_or_none(const std::optional<Money>& amount) {
  return amount ? dollars(*amount) : std::string(kNothing);
}

std::string percent(std::int64_t ppm) {
  const bool small = magnitude(ppm) < 10'000;
  const Int128 units = divide_half_even(ppm, small ? kHundredthsOfPercent : kTenthsOfPercent);
  return (units < 0 ? "-" : "") + fixed(units, small ? 2 : 1) + " %";
}

std::string signed_percent(std::int64_t ppm) { return (ppm < 0 ? "" : "+") + percent(ppm); }

std::string month_name(Instant month) { return std::string(month_of_year(month)) + " " + year_of(month); }

std::string iso_month(Instant month) { return format_instant(month).substr(0, 7); }
std::string iso_date(Instant t) { return format_instant(t).substr(0, 10); }

std::optional<std::int64_t> change_ppm(Money before, Money now) { return ratio_ppm(now - before, before); }

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else
      out += c;
  }
  return out;
}

}  // namespace shiptally::report
