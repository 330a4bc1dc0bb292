#include "collectors/bills/bill_time.h"

#include <charconv>
#include <optional>

namespace shiptally::collectors {
namespace {

/// Takes a number of `digits_min` to `digits_max` digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits_min, std::size_t digits_max) {
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  int value = 0;
  if (digits < digits_min || digits > digits_max) return {};
  std::from_chars(text.data(), text.data() + digits, value);
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// "hh:mm" or "hh:mm:ss", and nothing behind it.
std::optional<Millis> clock_time(std::string_view text) {
  const auto hour = take_number(text, 1, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return {};
  const auto minute = take_number(text, 2, 2);
  if (!minute || *minute > 59) return {};
  std::optional<int> second = 0;
  if (take(text, ':')) second = take_number(text, 2, 2);
  if (!second || *second > 59 || !text.empty()) return {};
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

std::optional<Instant> month_first(std::string_view text) {
  constexpr int kCentury = 2000;
  const auto month = take_number(text, 1, 2);
  if (!month || !take(text, '/')) return {};
  const auto day = take_number(text, 1, 2);
  if (!day || !take(text, '/')) return {};
  const std::size_t before = text.size();
  const auto year = take_number(text, 2, 4);
  const std::size_t digits = before - text.size();
  if (!year || digits == 3) return {};
  const std::chrono::year_month_day date{std::chrono::year(digits == 2 ? kCentury + *year : *year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return {};
  if (text.empty()) return std::chrono::sys_days(date);
  const auto clock = take(text, ' ') ? clock_time(text) : std::nullopt;
  if (!clock) return {};
  return std::chrono::sys_days(date) + *clock;
}

}  // namespace

Result<Instant> parse_bill_time(std::string_view text) {
  constexpr std::string_view kUtc = " UTC";
  if (const auto date = month_first(text)) return *date;
  const auto told = parse_instant(text);
  if (told.has_value()) return told;
  const bool utc = text.ends_with(kUtc);
  std::string zoned(utc ? text.substr(0, text.size() - kUtc.size()) : text);
  const auto assumed = parse_instant(zoned += 'Z');
  return assumed.has_value() ? assumed : told;
}

}  // namespace shiptally::collectors
