#include "daemon/store/open_snapshot.h"
#include "daemon/store/request_columns.h"

namespace shiptally::store {
namespace {

constexpr int kSeriesColumn = 3, kFlagsColumn = 6;  // of kRequestColumns
constexpr std::int64_t kRetracted = 2;

/// The last batch that had arrived by then; 0 when none had.
std::int64_t last_batch(const SQLite::Database& database, Instant as_of) {
  Statement select(database,
                   "SELECT id FROM batch WHERE recorded_ms <= ?1 ORDER BY recorded_ms DESC, id DESC LIMIT 1");
  select.integer(1, to_ms(as_of));
  return select.step() ? select.integer_at(0) : 0;
}

std::string rows_sql(bool as_of) {
  const std::string columns = kRequestColumns;
  const std::string span = " WHERE ts_ms >= ?1 AND ts_ms < ?2";
  const std::string current = "SELECT " + columns + " FROM request" + span;
  if (!as_of) return current + " ORDER BY ts_ms, id";
  return current + " AND batch_id <= ?3 UNION ALL SELECT " + columns + " FROM request_superseded" + span +
         " AND batch_id <= ?3 AND superseded_batch > ?3 ORDER BY ts_ms, id";
}

}  // namespace

Result<void> OpenSnapshot::requests(Window window, const Filter& filter, AsOf as_of,
                                    const VisitRequest& visit) {
  return run<void>([&]() -> Result<void> {
    const std::vector<bool> allowed = names_.allowed(filter);
    Statement select(database_, rows_sql(as_of.has_value()));
    select.integer(1, to_ms(window.from));
    select.integer(2, to_ms(window.to));
    if (as_of) select.integer(3, last_batch(database_, *as_of));
    StoredRequest stored;
    while (select.step()) {
      if (select.integer_at(kFlagsColumn) & kRetracted) continue;
      if (!allowed[static_cast<std::size_t>(select.integer_at(kSeriesColumn))]) continue;
      read_request(select, names_, stored);
      visit(stored.request);
    }
    return {};
  });
}

Result<std::optional<Instant>> OpenSnapshot::oldest_request() {
  return run<std::optional<Instant>>([&]() -> Result<std::optional<Instant>> {
    Statement select(database_, "SELECT ts_ms FROM request ORDER BY ts_ms LIMIT 1");
    if (!select.step()) return std::optional<Instant>();
    return std::optional(instant_from_ms(select.integer_at(0)));
  });
}

}  // namespace shiptally::store
