#include "daemon/store/sqlite/functions.h"

#include <sqlite3.h>

#include <memory>

#include "daemon/store/sqlite/money_column.h"
#include "schema/base/sketch.h"

namespace shiptally::store {
namespace {

/// What money_sum keeps between rows.  SQLite hands out zeroed memory aligned to 8 bytes only, hence two
/// halves.
struct MoneySum {
  std::int64_t high;
  std::uint64_t low;
  bool any;

  Money value() const { return Money::from_pico(Int128{high} << 64 | Int128{low}); }
  void set(Money amount) {
    high = static_cast<std::int64_t>(amount.pico() >> 64);
    low = static_cast<std::uint64_t>(amount.pico());
  }
};

void add(sqlite3_context* context, Money amount) {
  auto* sum = static_cast<MoneySum*>(sqlite3_aggregate_context(context, sizeof(MoneySum)));
  if (!sum) return sqlite3_result_error_nomem(context);
  sum->any = true;
  const auto more = Money::checked_sum(sum->value(), amount);
  if (!more) return sqlite3_result_error(context, "the sum of the amounts is too large", -1);
  sum->set(*more);
}

void money_sum_step(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  if (!is_money(arguments[0]))
    return sqlite3_result_error(
        context, "money_sum adds columns named _pico; decimal text is added by amount_sum", -1);
  add(context, money_of(arguments[0]));
}

void money_sum_final(sqlite3_context* context) {
  const auto* sum = static_cast<MoneySum*>(sqlite3_aggregate_context(context, 0));
  if (sum && sum->any) return return_money(context, sum->value());
  sqlite3_result_null(context);
}

std::string_view text_of(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return {text == nullptr ? "" : text, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

void amount_sum_step(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  const auto amount = sqlite3_value_type(arguments[0]) == SQLITE_TEXT ? Money::parse(text_of(arguments[0]))
                                                                      : Error{Code::invalid, ""};
  if (amount.has_error())
    return sqlite3_result_error(context, "amount_sum adds decimal text; money_sum adds columns named _pico",
                                -1);
  add(context, *amount);
}

void amount_sum_final(sqlite3_context* context) {
  const auto* sum = static_cast<MoneySum*>(sqlite3_aggregate_context(context, 0));
  if (!sum || !sum->any) return sqlite3_result_null(context);
  const std::string text = sum->value().str();
  sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

std::string_view blob_of(sqlite3_value* value) {
  const auto* data = static_cast<const char*>(sqlite3_value_blob(value));
  return {data, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

/// SQLite's memory knows no destructor, so it holds a pointer.
SketchSum** sketch_sum(sqlite3_context* context, int size) {
  return static_cast<SketchSum**>(sqlite3_aggregate_context(context, size));
}

void sketch_sum_step(sqlite3_context* context, int, sqlite3_value** arguments) {
  SketchSum** sum = sketch_sum(context, sizeof(SketchSum*));
  if (!sum) return sqlite3_result_error_nomem(context);
  if (!*sum) *sum = new SketchSum;
  if (!(*sum)->add_encoded(blob_of(arguments[0])))
    sqlite3_result_error(context, "sketch_sum: bytes are damaged", -1);
}

void sketch_sum_final(sqlite3_context* context) {
  SketchSum** sum = sketch_sum(context, 0);
  if (!sum) return sqlite3_result_null(context);
  const std::unique_ptr<SketchSum> owned(*sum);
  const std::string bytes = owned ? owned->take().encode() : std::string();
  sqlite3_result_blob64(context, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
}

void sketch_quantile(sqlite3_context* context, int, sqlite3_value** arguments) {
  const double q = sqlite3_value_double(arguments[1]);
  if (q < 0 || q > 1) return sqlite3_result_error(context, "sketch_quantile: from 0 to 1", -1);
  const auto sketch = Sketch::decode(blob_of(arguments[0]));
  if (!sketch) return sqlite3_result_error(context, "sketch_quantile: bytes are damaged", -1);
  if (const auto value = sketch->quantile(q)) return sqlite3_result_double(context, *value);
  sqlite3_result_null(context);
}

}  // namespace

void register_functions(SQLite::Database& database) {
  database.createFunction("money_sum", 1, true, nullptr, nullptr, money_sum_step, money_sum_final);
  database.createFunction("amount_sum", 1, true, nullptr, nullptr, amount_sum_step, amount_sum_final);
  database.createFunction("sketch_sum", 1, true, nullptr, nullptr, sketch_sum_step, sketch_sum_final);
  database.createFunction("sketch_quantile", 2, true, nullptr, sketch_quantile);
}

}  // namespace shiptally::store
