#include "daemon/store/sqlite/money_column.h"

#include <limits>
#include <optional>

namespace shiptally::store {
namespace {

bool fits_integer(Int128 pico) {
  return pico >= std::numeric_limits<std::int64_t>::min() && pico <= std::numeric_limits<std::int64_t>::max();
}

/// Digits as only to_string() writes them; none beyond 128 bits.
std::optional<Money> if_fits(std::string_view digits) {
  const bool negative = !digits.empty() && digits.front() == '-';
  Int128 pico = 0;
  for (const char digit : digits.substr(negative ? 1 : 0)) {
    const int next = negative ? '0' - digit : digit - '0';
    if (__builtin_mul_overflow(pico, 10, &pico) || __builtin_add_overflow(pico, next, &pico))
      return std::nullopt;
  }
  return Money::from_pico(pico);
}

/// What is beyond was not written by us.
Money from_digits(std::string_view digits) {
  if (const auto amount = if_fits(digits)) return *amount;
  throw SQLite::Exception("an amount in the database is beyond 128 bits", SQLITE_CORRUPT);
}

}  // namespace

void bind_money(Statement& statement, int parameter, Money amount) {
  if (fits_integer(amount.pico()))
    return statement.integer(parameter, static_cast<std::int64_t>(amount.pico()));
  statement.text_copy(parameter, to_string(amount.pico()));
}

Money money_at(const Statement& statement, int column) {
  if (statement.type_at(column) != SQLITE_TEXT) return Money::from_pico(statement.integer_at(column));
  return from_digits(statement.text_at(column));
}

bool is_money(sqlite3_value* value) {
  if (sqlite3_value_type(value) != SQLITE_TEXT) return sqlite3_value_type(value) == SQLITE_INTEGER;
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  const std::string_view digits(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
  const std::size_t sign = digits.starts_with('-') ? 1 : 0;
  const bool whole = digits.find_first_not_of("0123456789", sign) == std::string_view::npos;
  if (!whole || digits.size() - sign < 19) return false;
  const auto amount = if_fits(digits);
  return amount && !fits_integer(amount->pico());  // what fits 64 bits is no text
}

Money money_of(sqlite3_value* value) {
  if (sqlite3_value_type(value) != SQLITE_TEXT) return Money::from_pico(sqlite3_value_int64(value));
  const auto* digits = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return from_digits({digits, static_cast<std::size_t>(sqlite3_value_bytes(value))});
}

void return_money(sqlite3_context* context, Money amount) {
  if (fits_integer(amount.pico()))
    return sqlite3_result_int64(context, static_cast<std::int64_t>(amount.pico()));
  const std::string digits = to_string(amount.pico());
  sqlite3_result_text(context, digits.data(), static_cast<int>(digits.size()), SQLITE_TRANSIENT);
}

}  // namespace shiptally::store
