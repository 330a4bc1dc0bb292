#include "daemon/store/requests/retention.h"

#include <algorithm>

#include "daemon/store/requests/chunk_table.h"

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

std::optional<Instant> end_of_oldest(sqlite3* connection, Instant hour, std::size_t chunks_max) {
  Statement select(connection,
                   "SELECT max(id) FROM (SELECT id FROM request_chunk WHERE id < ?1 ORDER BY id LIMIT ?2)");
  select.integer(1, first_chunk_id(hour_of(to_ms(hour))));
  select.integer(2, static_cast<std::int64_t>(chunks_max));
  if (!select.step() || select.null_at(0)) return {};
  return instant_from_ms((hour_of_chunk(select.integer_at(0)) + 1) * kHourMs);
}

Instant healed_kept_from(sqlite3* connection, Instant kept_from, Instant now) {
  Statement select(connection, "SELECT min(id) FROM request_chunk");
  if (select.step() && !select.null_at(0))
    return std::min(kept_from, instant_from_ms((hour_of_chunk(select.integer_at(0)) + 1) * kHourMs));
  return std::min(kept_from, start_of_hour(now));
}

}  // namespace shiptally::store
