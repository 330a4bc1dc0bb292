#include "daemon/store/functions.h"

#include <sqlite3.h>

#include "daemon/store/money_column.h"
#include "schema/sketch.h"

namespace shiptally::store {
namespace {

void money_add(sqlite3_context* context, int, sqlite3_value** arguments) {
  return_money(context, money_of(arguments[0]) + money_of(arguments[1]));
}

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

void money_sum_step(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  auto* sum = static_cast<MoneySum*>(sqlite3_aggregate_context(context, sizeof(MoneySum)));
  if (!sum) return sqlite3_result_error_nomem(context);
  sum->any = true;
  sum->set(sum->value() + money_of(arguments[0]));
}

void money_sum_final(sqlite3_context* context) {
  const auto* sum = static_cast<MoneySum*>(sqlite3_aggregate_context(context, 0));
  if (sum && sum->any) return return_money(context, sum->value());
  sqlite3_result_null(context);
}

std::string_view blob_of(sqlite3_value* value) {
  const auto* data = static_cast<const char*>(sqlite3_value_blob(value));
  return {data, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

void sketch_merge(sqlite3_context* context, int, sqlite3_value** arguments) {
  auto sum = Sketch::decode(blob_of(arguments[0]));
  const auto more = Sketch::decode(blob_of(arguments[1]));
  if (!sum || !more) return sqlite3_result_error(context, "sketch_merge: bytes are damaged", -1);
  sum->merge(*more);
  const std::string bytes = sum->encode();
  sqlite3_result_blob64(context, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
}

}  // namespace

void register_functions(SQLite::Database& database) {
  database.createFunction("money_add", 2, true, nullptr, money_add);
  database.createFunction("money_sum", 1, true, nullptr, nullptr, money_sum_step, money_sum_final);
  database.createFunction("sketch_merge", 2, true, nullptr, sketch_merge);
}

}  // namespace shiptally::store
