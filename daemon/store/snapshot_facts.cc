#include <algorithm>

#include "daemon/store/facts/charge_rows.h"
#include "daemon/store/facts/close_rows.h"
#include "daemon/store/facts/cursor_rows.h"
#include "daemon/store/facts/delivery_log.h"
#include "daemon/store/facts/fact_tables.h"
#include "daemon/store/facts/report_rows.h"
#include "daemon/store/facts/repricing_rows.h"
#include "daemon/store/facts/token_rows.h"
#include "daemon/store/open_snapshot.h"

namespace shiptally::store {
namespace {

constexpr int kFirstOfRevision = 4;  // after the two key columns, updated_ms and finality

// Backwards through the key: the first row of a fact is its current version, the rest need not be looked at.
template <class Fact>
std::string select_sql(const FactTable<Fact>& table, std::string_view condition = {}) {
  std::string order(table.key);
  order.replace(order.find(","), 1, " DESC,");
  order += " DESC, updated_ms DESC, finality DESC, content_hash DESC";
  if (std::is_same_v<Fact, Commit>) order += ", source DESC";
  return "SELECT " + std::string(table.key) + ", updated_ms, finality, " + std::string(table.columns) +
         " FROM " + std::string(table.table) + " WHERE recorded_ms <= ?1" + std::string(condition) +
         " ORDER BY " + order;
}

template <class Fact>
Result<std::vector<Fact>> current(const SQLite::Database& database, const FactTable<Fact>& table,
                                  Snapshot::AsOf as_of) {
  Statement select(database, select_sql(table));
  select.integer(1, as_of ? to_ms(*as_of) : INT64_MAX);
  std::vector<Fact> facts;
  std::string source, id;
  for (bool first = true; select.step(); first = false) {
    if (!first && select.text_at(1) == id && select.text_at(0) == source) continue;
    source = select.text_at(0);
    id = select.text_at(1);
    if (select.integer_at(3) == static_cast<int>(Finality::retracted)) continue;
    Result<Fact> fact = table.read(select, kFirstOfRevision);
    if (!fact) return fact.error();
    facts.push_back(std::move(*fact));
  }
  std::reverse(facts.begin(), facts.end());
  return facts;
}

template <class Fact>
Result<std::optional<Fact>> current_of(const SQLite::Database& database, const FactTable<Fact>& table,
                                       const FactId& key, Snapshot::AsOf as_of) {
  Statement select(database, select_sql(table, " AND source = ?2 AND id = ?3") + " LIMIT 1");
  select.integer(1, as_of ? to_ms(*as_of) : INT64_MAX);
  select.text(2, key.source);
  select.text(3, key.id);
  if (!select.step() || select.integer_at(3) == static_cast<int>(Finality::retracted))
    return std::optional<Fact>();
  Result<Fact> fact = table.read(select, kFirstOfRevision);
  if (!fact) return fact.error();
  return std::optional<Fact>(std::move(*fact));
}

}  // namespace

Result<std::vector<Deployment>> OpenSnapshot::deployments(AsOf as_of) {
  return run<std::vector<Deployment>>([&] { return current(database_, kDeploymentTable, as_of); });
}

Result<std::vector<Commit>> OpenSnapshot::commits(AsOf as_of) {
  return run<std::vector<Commit>>([&] { return current(database_, kCommitTable, as_of); });
}

Result<std::int64_t> OpenSnapshot::delivery(std::int64_t from, AsOf as_of, CompactFacts& into) {
  return run<std::int64_t>(
      [&] { return read_log(database_, from, as_of ? to_ms(*as_of) : INT64_MAX, interruption_, into); });
}

Result<std::optional<Deployment>> OpenSnapshot::deployment(const FactId& key, AsOf as_of) {
  return run<std::optional<Deployment>>([&] { return current_of(database_, kDeploymentTable, key, as_of); });
}

Result<std::optional<Incident>> OpenSnapshot::incident(const FactId& key, AsOf as_of) {
  return run<std::optional<Incident>>([&] { return current_of(database_, kIncidentTable, key, as_of); });
}

Result<std::vector<Change>> OpenSnapshot::changes(AsOf as_of) {
  return run<std::vector<Change>>([&] { return current(database_, kChangeTable, as_of); });
}

Result<std::optional<Change>> OpenSnapshot::change(const FactId& key, AsOf as_of) {
  return run<std::optional<Change>>([&] { return current_of(database_, kChangeTable, key, as_of); });
}

Result<std::vector<Review>> OpenSnapshot::reviews(AsOf as_of) {
  return run<std::vector<Review>>([&] { return current(database_, kReviewTable, as_of); });
}

Result<std::vector<Incident>> OpenSnapshot::incidents(AsOf as_of) {
  return run<std::vector<Incident>>([&] { return current(database_, kIncidentTable, as_of); });
}

Result<std::vector<Charge>> OpenSnapshot::charges(Window window, AsOf as_of) {
  return run<std::vector<Charge>>([&] { return read_charges(database_, window, as_of); });
}

Result<std::vector<Charge>> OpenSnapshot::charges_of(std::string_view source, Window window, AsOf as_of) {
  return run<std::vector<Charge>>([&] { return read_charges(database_, window, as_of, source); });
}

Result<void> OpenSnapshot::charge_ids(std::string_view source, std::string_view id_prefix,
                                      const VisitId& visit) {
  return run<void>([&]() -> Result<void> {
    read_charge_ids(database_, source, id_prefix, visit);
    return {};
  });
}

Result<std::optional<std::string>> OpenSnapshot::cursor(std::string_view name) {
  return run<std::optional<std::string>>([&] { return read_cursor(database_, name); });
}

Result<std::vector<TokenRow>> OpenSnapshot::tokens() {
  return run<std::vector<TokenRow>>([&] { return read_tokens(database_); });
}

Result<ReportBook> OpenSnapshot::reports() {
  return run<ReportBook>([&] { return read_reports(database_); });
}

Result<RepricingBook> OpenSnapshot::repricings() {
  return run<RepricingBook>([&] { return read_repricings(database_); });
}

Result<std::vector<ClosedMonth>> OpenSnapshot::closed_months() {
  return run<std::vector<ClosedMonth>>([&] { return read_closed_months(database_); });
}

Result<Instant> OpenSnapshot::last_arrival() {
  return run<Instant>([&] { return read_last_arrival(database_); });
}

std::int64_t OpenSnapshot::size_bytes() {
  std::int64_t bytes = 0;
  for (const char* suffix : {"", "-wal"}) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(database_.getFilename() + suffix, missing);
    if (!missing) bytes += static_cast<std::int64_t>(size);
  }
  return bytes;
}

}  // namespace shiptally::store
