#include "daemon/store/facts/arrival_times.h"

#include <SQLiteCpp/Transaction.h>

#include <algorithm>
#include <string>

#include "daemon/store/facts/close_rows.h"
#include "daemon/store/facts/cursor_rows.h"
#include "daemon/store/sqlite/statement.h"
#include "daemon/store/store.h"

namespace shiptally::store {
namespace {

// Arrivals are marked with a time that is trusted, which is written down every ten minutes.
constexpr Millis kTrustedMax = std::chrono::days(1);

}  // namespace

void heal_arrival_times(SQLite::Database& database, Instant wall) {
  const auto written = read_cursor(database, kClockCursor);
  const auto trusted = parse_instant(written.value_or(""));
  if (trusted.has_error()) return;
  const Instant now = std::max(*trusted, wall);
  if (read_last_arrival(database) <= now + kTrustedMax) return;
  SQLite::Transaction transaction(database);
  for (const char* table :
       {"batch", "deployment_revision", "commit_revision", "change_revision", "review_revision",
        "incident_revision", "charge_revision", "usage_revision", "repricing"}) {
    Statement update(database,
                     "UPDATE " + std::string(table) + " SET recorded_ms = ?1 WHERE recorded_ms > ?1");
    update.integer(1, to_ms(now));
    update.run();
  }
  Statement books(
      database,
      "UPDATE OR REPLACE price_book_since SET since_ms = ?1 WHERE since_ms > ?1");  // the last stays
  books.integer(1, to_ms(now));
  books.run();
  Statement(database, "DELETE FROM delivery_log").run();
  transaction.commit();
}

}  // namespace shiptally::store
