#include "daemon/store/requests/request_table.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include "daemon/store/requests/request_cursor.h"
#include "daemon/store/sqlite/money_column.h"

namespace shiptally::store {
namespace {

constexpr const char* kDeclaration =
    "CREATE TABLE request (ts_ms INTEGER, id BLOB, batch_id INTEGER, series_id INTEGER, status INTEGER,"
    " error INTEGER, flags INTEGER, latency_us INTEGER, ttft_us INTEGER, input_tokens INTEGER,"
    " cache_read_tokens INTEGER, cache_write_5m_tokens INTEGER, cache_write_1h_tokens INTEGER,"
    " output_tokens INTEGER, reasoning_tokens INTEGER, web_searches INTEGER, price_label INTEGER,"
    " version_label INTEGER, tags_label INTEGER, input_cost_pico, cache_read_cost_pico,"
    " cache_write_5m_cost_pico, cache_write_1h_cost_pico, output_cost_pico, other_cost_pico, user BLOB, "
    "trace)";

// Places in the declaration.  Fields stand in their own order.
constexpr int kTs = 0, kId = 1, kFirstField = 2, kFirstCost = kFirstField + static_cast<int>(kFields),
              kUser = kFirstCost + static_cast<int>(kTokenClasses);

/// Bits of a plan: which bounds of ts_ms its arguments give, in this order.
enum Bound { kLower = 1, kUpper = 2 };

struct VirtualTable : sqlite3_vtab {
  sqlite3* connection;
};

struct Scan : sqlite3_vtab_cursor {
  std::unique_ptr<RequestCursor> rows;
  RowValues row;
  bool has_row = false;
  sqlite3_int64 number = 0;
};

Scan& scan_of(sqlite3_vtab_cursor* cursor) { return *static_cast<Scan*>(cursor); }

/// Runs `work`; SQLite has no use for exceptions.
template <class Work>
int guarded(sqlite3_vtab* table, Work work) try {
  work();
  return SQLITE_OK;
} catch (const SQLite::Exception& failure) {
  sqlite3_free(table->zErrMsg);
  table->zErrMsg = sqlite3_mprintf("%s", failure.what());
  return failure.getErrorCode();
} catch (const std::bad_alloc&) {
  return SQLITE_NOMEM;
}

int connect(sqlite3* connection, void*, int, const char* const*, sqlite3_vtab** out, char**) {
  if (const int declared = sqlite3_declare_vtab(connection, kDeclaration); declared != SQLITE_OK)
    return declared;
  sqlite3_vtab_config(connection, SQLITE_VTAB_INNOCUOUS);  // views may use it
  auto table = std::make_unique<VirtualTable>();
  table->connection = connection;
  *out = table.release();
  return SQLITE_OK;
}

int disconnect(sqlite3_vtab* table) {
  delete static_cast<VirtualTable*>(table);
  return SQLITE_OK;
}

/// Hands the tightest bounds that SQL gives for ts_ms to filter().  SQLite checks every condition again.
int best_index(sqlite3_vtab*, sqlite3_index_info* info) {
  constexpr double kAllRows = 1e9, kSomeRows = 1e6;
  int arguments = 0;
  const auto use = [&](Bound bound, auto is_wanted) {
    for (int i = 0; i < info->nConstraint; ++i) {
      const auto& constraint = info->aConstraint[i];
      if (!constraint.usable || constraint.iColumn != kTs || !is_wanted(constraint.op)) continue;
      info->aConstraintUsage[i].argvIndex = ++arguments;
      info->idxNum |= bound;
      return;
    }
  };
  use(kLower, [](int op) { return op == SQLITE_INDEX_CONSTRAINT_GE || op == SQLITE_INDEX_CONSTRAINT_GT; });
  use(kUpper, [](int op) { return op == SQLITE_INDEX_CONSTRAINT_LE || op == SQLITE_INDEX_CONSTRAINT_LT; });
  info->estimatedCost = arguments > 0 ? kSomeRows : kAllRows;
  info->orderByConsumed =
      info->nOrderBy == 1 && info->aOrderBy[0].iColumn == kTs && info->aOrderBy[0].desc == 0;
  return SQLITE_OK;
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** out) {
  *out = std::make_unique<Scan>().release();
  return SQLITE_OK;
}

int close(sqlite3_vtab_cursor* cursor) {
  delete &scan_of(cursor);
  return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* cursor) {
  return guarded(cursor->pVtab, [&] {
    Scan& scan = scan_of(cursor);
    ++scan.number;
    scan.has_row = scan.rows->next(scan.row);
  });
}

int filter(sqlite3_vtab_cursor* cursor, int plan, const char*, int, sqlite3_value** arguments) {
  const int opened = guarded(cursor->pVtab, [&] {
    // Wide enough for every instant that is accepted; what lies outside is no reason to overflow.
    constexpr sqlite3_int64 kFirst = 0, kLast = 1LL << 46;
    const auto bound = [&](sqlite3_value* value, sqlite3_int64 unless_number) {
      const int type = sqlite3_value_numeric_type(value);
      if (type != SQLITE_INTEGER && type != SQLITE_FLOAT) return unless_number;
      return std::clamp<sqlite3_int64>(sqlite3_value_int64(value), kFirst, kLast);
    };
    Window window{instant_from_ms(kFirst), instant_from_ms(kLast)};
    if (plan & kLower) window.from = instant_from_ms(bound(*arguments++, kFirst));
    if (plan & kUpper) window.to = instant_from_ms(bound(*arguments, kLast) + 1);
    scan_of(cursor).rows = std::make_unique<RequestCursor>(
        static_cast<VirtualTable*>(cursor->pVtab)->connection, window, kEveryBatch);
  });
  return opened == SQLITE_OK ? next(cursor) : opened;
}

int at_end(sqlite3_vtab_cursor* cursor) { return !scan_of(cursor).has_row; }

void result_blob(sqlite3_context* out, std::string_view bytes) {
  sqlite3_result_blob(out, bytes.data(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
}

void result_trace(sqlite3_context* out, const RowValues& row) {
  if (row.trace.empty()) return;
  if (row.has(kPackedTrace)) return result_blob(out, row.trace);
  sqlite3_result_text(out, row.trace.data(), static_cast<int>(row.trace.size()), SQLITE_TRANSIENT);
}

/// What is not there is NULL, which is a give_column's result unless it gets another.
void result_field(sqlite3_context* out, const RowValues& row, Field field) {
  const std::int64_t value = row[field];
  const bool is_id = field == Field::series || field >= Field::price;
  if ((is_id && value == 0) || (field == Field::ttft_us && !row.has(kHasTtft))) return;
  sqlite3_result_int64(out, field == Field::flags ? value & (kFinal | kRetracted) : value);
}

int give_column(sqlite3_vtab_cursor* cursor, sqlite3_context* out, int place) {
  const RowValues& row = scan_of(cursor).row;
  if (place == kTs) {
    sqlite3_result_int64(out, row.ts_ms);
  } else if (place == kId) {
    const Bytes16 id = to_bytes(row.id);
    result_blob(out, {id.data(), id.size()});
  } else if (place < kFirstCost) {
    result_field(out, row, static_cast<Field>(place - kFirstField));
  } else if (place < kUser) {
    if (row.has(kPriced)) return_money(out, row.cost[static_cast<std::size_t>(place - kFirstCost)]);
  } else if (place == kUser) {
    if (!row.user.empty()) result_blob(out, row.user);
  } else {
    result_trace(out, row);
  }
  return SQLITE_OK;
}

int row_id(sqlite3_vtab_cursor* cursor, sqlite3_int64* out) {
  *out = scan_of(cursor).number;
  return SQLITE_OK;
}

constexpr sqlite3_module kModule = [] {
  sqlite3_module module{};
  module.xConnect = connect;  // without xCreate: there is one such table, and nobody creates it
  module.xBestIndex = best_index;
  module.xDisconnect = disconnect;
  module.xOpen = open;
  module.xClose = close;
  module.xFilter = filter;
  module.xNext = next;
  module.xEof = at_end;
  module.xColumn = give_column;
  module.xRowid = row_id;
  return module;
}();

}  // namespace

void register_request_table(sqlite3* connection) {
  sqlite3_create_module(connection, "request", &kModule, nullptr);
}

}  // namespace shiptally::store
