// Usage that providers' meters counted, found by its time: years of it are stored, days of it asked for.

#include "daemon/store/facts/fact_tables.h"
#include "daemon/store/open_snapshot.h"

namespace shiptally::store {
namespace {

constexpr int kFirstOfUsage = 2 + 1;  // after the two key columns and updated_ms

// The index leads to revisions of the time (SQLite would rather walk the key, which is the order asked for);
// whether one is its fact's current one the key tells.
std::string select_sql(std::string_view of) {
  return "SELECT source, id, updated_ms, " + std::string(kProviderUsageTable.columns) +
         " FROM usage_revision AS r INDEXED BY usage_revision_time"
         " WHERE to_ms > ?1 AND from_ms < ?2 AND recorded_ms <= ?3 AND finality < 2" +
         std::string(of) +
         " AND NOT EXISTS (SELECT 1 FROM usage_revision AS later"
         " WHERE later.source = r.source AND later.id = r.id AND later.recorded_ms <= ?3"
         " AND (later.updated_ms, later.finality, later.content_hash)"
         " > (r.updated_ms, r.finality, r.content_hash)) ORDER BY source, id";
}

using UsageRows = std::vector<ProviderUsage>;

/// Of all sources, or of one.
Result<UsageRows> read_usage(const SQLite::Database& database, std::optional<std::string_view> source,
                             Window window, Snapshot::AsOf as_of) {
  Statement select(database, select_sql(source ? " AND source = ?4" : ""));
  select.integer(1, to_ms(window.from));
  select.integer(2, to_ms(window.to));
  select.integer(3, as_of ? to_ms(*as_of) : INT64_MAX);
  if (source) select.text(4, *source);
  UsageRows rows;
  while (select.step()) {
    auto row = kProviderUsageTable.read(select, kFirstOfUsage);
    if (!row) return row.error();
    rows.push_back(std::move(*row));
  }
  return rows;
}

}  // namespace

Result<UsageRows> OpenSnapshot::provider_usage(Window window, AsOf as_of) {
  return run<UsageRows>([&] { return read_usage(database_, {}, window, as_of); });
}

Result<UsageRows> OpenSnapshot::provider_usage_of(std::string_view source, Window window, AsOf as_of) {
  return run<UsageRows>([&] { return read_usage(database_, source, window, as_of); });
}

}  // namespace shiptally::store
