#include "daemon/store/facts/cursor_rows.h"

namespace shiptally::store {

void write_cursor(const SQLite::Database& database, const Cursor& cursor, Instant recorded) {
  Statement replace(database, "REPLACE INTO cursor (name, position, recorded_ms) VALUES (?1, ?2, ?3)");
  replace.text(1, cursor.name);
  replace.text(2, cursor.position);
  replace.integer(3, to_ms(recorded));
  replace.run();
}

std::optional<std::string> read_cursor(const SQLite::Database& database, std::string_view name) {
  Statement select(database, "SELECT position FROM cursor WHERE name = ?1");
  select.text(1, name);
  if (!select.step()) return std::nullopt;
  return std::string(select.text_at(0));
}

}  // namespace shiptally::store
