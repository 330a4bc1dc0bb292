#include "daemon/store/facts/charge_rows.h"

#include <algorithm>

#include "daemon/store/facts/fact_tables.h"
#include "daemon/store/sqlite/statement.h"

namespace shiptally::store {
namespace {

constexpr int kFirstOfCharge = 4;  // after the two key columns, updated_ms and finality

/// How long charges of a length class last at most (schema/sql/0002_facts.sql); none: any time.
struct LengthClass {
  int number;
  std::optional<Millis> lasts_max;
};
constexpr LengthClass kLengthClasses[] = {
    {0, std::chrono::days(1)}, {1, std::chrono::days(32)}, {2, std::nullopt}};

constexpr std::string_view kByPeriod =
    " INDEXED BY charge_by_period WHERE finality < 2"
    " AND (to_ms - from_ms > 86400000) + (to_ms - from_ms > 2764800000) = ?4"
    " AND from_ms >= ?5 AND from_ms < ?3 AND (to_ms > ?2 OR from_ms >= ?2)";

constexpr std::string_view kByInvoice =
    " INDEXED BY charge_by_invoice WHERE finality < 2"
    " AND (from_ms < billing_ms OR from_ms >= billing_ms + 2419200000)"
    " AND billing_ms >= ?2 AND billing_ms < ?3";

/// Of the revisions that had arrived by ?1, the current one of each charge; `of` is another condition.
std::string current_sql(std::string_view found_by, std::string_view of) {
  return "SELECT source, id, updated_ms, finality, " + std::string(kChargeTable.columns) +
         " FROM charge_revision AS r" + std::string(found_by) + std::string(of) +
         " AND recorded_ms <= ?1 AND NOT EXISTS (SELECT 1 FROM charge_revision AS later"
         " WHERE later.source = r.source AND later.id = r.id AND later.recorded_ms <= ?1"
         " AND (later.updated_ms, later.finality, later.content_hash)"
         " > (r.updated_ms, r.finality, r.content_hash))";
}

Instant month_of(Instant t) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(t));
  return std::chrono::sys_days(day.year() / day.month() / 1);
}

void bind(Statement& select, Window window, std::optional<Instant> as_of) {
  select.integer(1, as_of ? to_ms(*as_of) : INT64_MAX);
  select.integer(2, to_ms(window.from));
  select.integer(3, to_ms(window.to));
}

Result<void> read_into(std::vector<Charge>& out, Statement& select) {
  while (select.step()) {
    auto charge = kChargeTable.read(select, kFirstOfCharge);
    if (!charge) return charge.error();
    out.push_back(std::move(*charge));
  }
  return {};
}

}  // namespace

Result<std::vector<Charge>> read_charges(const SQLite::Database& database, Window window,
                                         std::optional<Instant> as_of,
                                         std::optional<std::string_view> source) {
  std::vector<Charge> out;
  const std::string_view of = source ? " AND source = ?6" : "";
  Statement by_period(database, current_sql(kByPeriod, of));
  if (source) by_period.text(6, *source);
  bind(by_period, window, as_of);
  for (const LengthClass& c : kLengthClasses) {
    by_period.integer(4, c.number);
    by_period.integer(5, c.lasts_max ? to_ms(window.from - *c.lasts_max) : INT64_MIN);
    if (const auto read = read_into(out, by_period); read.has_error()) return read.error();
  }
  Statement by_invoice(database, current_sql(kByInvoice, of));
  if (source) by_invoice.text(6, *source);
  bind(by_invoice, {window.from, month_of(window.to)}, as_of);  // months that end by then
  if (const auto read = read_into(out, by_invoice); read.has_error()) return read.error();
  std::sort(out.begin(), out.end(), [](const Charge& a, const Charge& b) { return a.key < b.key; });
  out.erase(std::unique(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.key == b.key; }),
            out.end());
  return out;
}

void read_charge_ids(const SQLite::Database& database, std::string_view source, std::string_view id_prefix,
                     const std::function<void(std::string_view)>& visit) {
  // A range of the primary key, whose last revision of an id is the current one.
  Statement select(database,
                   "SELECT id, finality FROM charge_revision WHERE source = ?1 AND id >= ?2 AND id < ?3"
                   " ORDER BY id, updated_ms, finality, content_hash");
  std::string end(id_prefix);
  ++end.back();  // below it is whatever begins with the prefix
  select.text(1, source);
  select.text(2, id_prefix);
  select.text(3, end);
  std::string id;
  bool current = false;
  while (select.step()) {
    if (current && select.text_at(0) != id) visit(id);
    id = select.text_at(0);
    current = select.integer_at(1) != static_cast<int>(Finality::retracted);
  }
  if (current) visit(id);
}

}  // namespace shiptally::store
