#include "daemon/store/dictionary.h"

namespace shiptally::store {
namespace {

constexpr std::size_t kCacheBytesMax = 16U << 20;

void bind_series(Statement& statement, const Series& s) {
  int parameter = 0;
  for (const std::string_view text :
       {s.service, s.team, s.environment, s.provider, s.model, s.route, s.tier, s.region})
    statement.text(++parameter, text);
}

SeriesName owned(const Series& s) {
  return {std::string(s.service), std::string(s.team),  std::string(s.environment), std::string(s.provider),
          std::string(s.model),   std::string(s.route), std::string(s.tier),        std::string(s.region)};
}

/// Id of the row that `find` selects, else of the one that `add` inserts.
std::int64_t find_or_add(Statement& find, Statement& add, sqlite3* connection) {
  const ResetOnExit reset(find);
  if (find.step()) return find.integer_at(0);
  add.run();
  return sqlite3_last_insert_rowid(connection);
}

}  // namespace

Dictionary::Dictionary(const SQLite::Database& database)
    : series_(kCacheBytesMax),
      labels_(kCacheBytesMax),
      find_series_(
          database,
          "SELECT id FROM series WHERE service = ?1 AND team = ?2 AND environment = ?3 AND provider = ?4"
          " AND model = ?5 AND route = ?6 AND tier = ?7 AND region = ?8"),
      add_series_(database,
                  "INSERT INTO series (service, team, environment, provider, model, route, tier, region)"
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      find_label_(database, "SELECT id FROM label WHERE text = ?1"),
      add_label_(database, "INSERT INTO label (text) VALUES (?1)"),
      connection_(database.getHandle()) {}

std::int64_t Dictionary::series_id(const Series& series) {
  if (const std::int64_t known = series_.find(series)) return known;
  bind_series(find_series_, series);
  bind_series(add_series_, series);
  const std::int64_t id = find_or_add(find_series_, add_series_, connection_);
  series_.put(owned(series), id);
  return id;
}

std::int64_t Dictionary::label_id(std::string_view text) {
  if (text.empty()) return 0;
  if (const std::int64_t known = labels_.find(text)) return known;
  find_label_.text(1, text);
  add_label_.text(1, text);
  const std::int64_t id = find_or_add(find_label_, add_label_, connection_);
  labels_.put(std::string(text), id);
  return id;
}

void Dictionary::commit() {
  series_.commit();
  labels_.commit();
}

void Dictionary::rollback() {
  series_.rollback();
  labels_.rollback();
}

}  // namespace shiptally::store
