#include "daemon/store/requests/dictionary.h"

#include <limits>

namespace shiptally::store {
namespace {

constexpr std::size_t kCacheBytesMax = 16U << 20;
constexpr std::size_t kGivenWayBytesMax = 2U << 20;

constexpr std::int64_t kDaysInUse = 30;

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

}  // namespace

Dictionary::Dictionary(const SQLite::Database& database, std::size_t series_max)
    : series_max_(static_cast<std::int64_t>(series_max)),
      series_(kCacheBytesMax),
      given_way_{IdCache<SeriesName, Series, SeriesPlace>(kGivenWayBytesMax),
                 IdCache<SeriesName, Series, SeriesPlace>(kGivenWayBytesMax)},
      labels_(kCacheBytesMax),
      find_series_(database,
                   "SELECT id, last_day FROM series WHERE service = ?1 AND team = ?2 AND environment = ?3"
                   " AND provider = ?4 AND model = ?5 AND route = ?6 AND tier = ?7 AND region = ?8"),
      add_series_(database,
                  "INSERT INTO series (service, team, environment, provider, model, route, tier, region,"
                  " last_day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
      use_series_(database, "UPDATE series SET last_day = ?2 WHERE id = ?1"),
      count_series_(database, "SELECT count(*) FROM series WHERE last_day > ?1"),
      find_label_(database, "SELECT id FROM label WHERE text = ?1"),
      add_label_(database, "INSERT INTO label (text) VALUES (?1)"),
      connection_(database.getHandle()) {}

// What gave way once gives way until the next day, so that a name does not come and go within an hour.
void Dictionary::begin(Instant recorded) {
  const std::int64_t day = std::chrono::floor<std::chrono::days>(recorded).time_since_epoch().count();
  if (day == today_) return;
  const ResetOnExit reset(count_series_);
  count_series_.integer(1, day - kDaysInUse);
  count_series_.step();
  in_use_ = count_series_.integer_at(0);
  today_ = day;
  series_.clear();
  for (auto& names : given_way_) names.clear();
}

std::int64_t Dictionary::in_use_max(Fold fold) const {
  switch (fold) {
    case Fold::none:
      return series_max_ - series_max_ / 5;
    case Fold::route:
      return series_max_ - series_max_ / 10;
    case Fold::service:
      return series_max_;
    case Fold::all:
      break;
  }
  return std::numeric_limits<std::int64_t>::max();
}

SeriesPlace Dictionary::series(const Series& sent, bool priced) {
  if (const std::int64_t known = series_.find(sent)) return {known, Fold::none};
  auto& given_way = given_way_[priced ? 1 : 0];
  if (const SeriesPlace known = given_way.find(sent); known.id != 0) return known;
  SeriesPlace place;
  for (const Fold fold : {Fold::none, Fold::route, Fold::service, Fold::all}) {
    const Series name = folded(sent, fold, priced);
    place = {find_or_add(name, in_use_max(fold)), name == sent ? Fold::none : fold};
    if (place.id != 0) break;
  }
  if (place.fold != Fold::none) given_way.put(owned(sent), place);
  return place;
}

/// 0 when the series is not in use and there is no room for it.
std::int64_t Dictionary::find_or_add(const Series& name, std::int64_t in_use_max) {
  if (const std::int64_t known = series_.find(name)) return known;
  std::int64_t id = 0, last_day = 0;
  {
    const ResetOnExit reset(find_series_);
    bind_series(find_series_, name);
    if (find_series_.step()) {
      id = find_series_.integer_at(0);
      last_day = find_series_.integer_at(1);
    }
  }
  const bool in_use = id != 0 && last_day > today_ - kDaysInUse;
  if (!in_use && in_use_ >= in_use_max) return 0;
  if (!in_use) ++in_use_;
  if (id == 0)
    id = add(name);
  else if (last_day < today_)
    use_today(id);
  series_.put(owned(name), id);
  return id;
}

std::int64_t Dictionary::add(const Series& name) {
  bind_series(add_series_, name);
  add_series_.integer(9, today_);
  add_series_.run();
  return sqlite3_last_insert_rowid(connection_);
}

void Dictionary::use_today(std::int64_t id) {
  use_series_.integer(1, id);
  use_series_.integer(2, today_);
  use_series_.run();
}

std::int64_t Dictionary::label_id(std::string_view text) {
  if (text.empty()) return 0;
  if (const std::int64_t known = labels_.find(text)) return known;
  const ResetOnExit reset(find_label_);
  find_label_.text(1, text);
  std::int64_t id = 0;
  if (find_label_.step()) {
    id = find_label_.integer_at(0);
  } else {
    add_label_.text(1, text);
    add_label_.run();
    id = sqlite3_last_insert_rowid(connection_);
  }
  labels_.put(std::string(text), id);
  return id;
}

void Dictionary::commit() {
  series_.commit();
  for (auto& names : given_way_) names.commit();
  labels_.commit();
}

void Dictionary::rollback() {
  labels_.rollback();
  today_ = -1;  // what is known of series is read anew
}

}  // namespace shiptally::store
