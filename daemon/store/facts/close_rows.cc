#include "daemon/store/facts/close_rows.h"

#include "daemon/store/sqlite/column_io.h"

namespace shiptally::store {

void write_closed_month(const SQLite::Database& database, const ClosedMonth& closed) {
  Statement insert(database,
                   "INSERT INTO closed_month (number, month_ms, closed_ms, facts_until_ms, rules, lines, "
                   "previous, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  insert.integer(1, closed.number);
  ColumnWriter(insert, 2) << closed.month << closed.closed << closed.facts_until << closed.rules
                          << closed.lines << closed.previous << closed.hash;
  insert.run();
}

std::vector<ClosedMonth> read_closed_months(const SQLite::Database& database) {
  Statement select(database,
                   "SELECT number, month_ms, closed_ms, facts_until_ms, rules, lines, previous, hash "
                   "FROM closed_month ORDER BY number");
  std::vector<ClosedMonth> out;
  while (select.step()) {
    ClosedMonth& closed = out.emplace_back();
    closed.number = select.integer_at(0);
    ColumnReader(select, 1) >> closed.month >> closed.closed >> closed.facts_until >> closed.rules >>
        closed.lines >> closed.previous >> closed.hash;
  }
  return out;
}

Instant read_last_arrival(const SQLite::Database& database) {
  Statement select(database, "SELECT recorded_ms FROM batch ORDER BY id DESC LIMIT 1");
  return select.step() ? instant_from_ms(select.integer_at(0)) : Instant();
}

}  // namespace shiptally::store
