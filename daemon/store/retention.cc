#include "daemon/store/retention.h"

#include "daemon/store/chunk_table.h"

namespace shiptally::store {

Instant start_of_hour(Instant t) { return instant_from_ms(hour_of(to_ms(t)) * kHourMs); }

Instant read_kept_from(sqlite3* connection) {
  Statement select(connection, "SELECT kept_from_ms FROM retention WHERE name = 'request'");
  return select.step() ? instant_from_ms(select.integer_at(0)) : Instant();
}

void write_kept_from(sqlite3* connection, Instant kept_from) {
  Statement replace(connection, "REPLACE INTO retention (name, kept_from_ms) VALUES ('request', ?1)");
  replace.integer(1, to_ms(kept_from));
  replace.run();
}

bool has_chunks_before(sqlite3* connection, Instant hour) {
  Statement select(connection, "SELECT 1 FROM request_chunk WHERE id < ?1 LIMIT 1");
  select.integer(1, first_chunk_id(hour_of(to_ms(hour))));
  return select.step();
}

}  // namespace shiptally::store
