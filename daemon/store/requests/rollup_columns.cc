#include "daemon/store/requests/rollup_columns.h"

#include <array>
#include <span>

#include "daemon/store/sqlite/money_column.h"

namespace shiptally::store {
namespace {

// In the order of the table; after start_ms and series_id.
constexpr std::array<std::string_view, 14> kCounts = {"requests",
                                                      "client_errors",
                                                      "rate_limited_errors",
                                                      "provider_errors",
                                                      "timeout_errors",
                                                      "content_filter_errors",
                                                      "unpriced",
                                                      "input_tokens",
                                                      "cache_read_tokens",
                                                      "cache_write_5m_tokens",
                                                      "cache_write_1h_tokens",
                                                      "output_tokens",
                                                      "reasoning_tokens",
                                                      "web_searches"};
constexpr std::array<std::string_view, kTokenClasses> kAmounts = {
    "input_cost_pico",          "cache_read_cost_pico", "cache_write_5m_cost_pico",
    "cache_write_1h_cost_pico", "output_cost_pico",     "other_cost_pico"};
constexpr std::array<std::string_view, 2> kSketches = {"latency", "ttft"};
constexpr int kRollupKeyColumns = 2;
constexpr int kRollupColumns = kRollupKeyColumns + kCounts.size() + kAmounts.size() + kSketches.size();

std::array<std::int64_t, kCounts.size()> counts_of(const Cell& cell) {
  const Tokens& t = cell.tokens;
  return {cell.requests,    cell.errors[1], cell.errors[2], cell.errors[3], cell.errors[4],
          cell.errors[5],   cell.unpriced,  t.input,        t.cache_read,   t.cache_write_5m,
          t.cache_write_1h, t.output,       t.reasoning,    t.web_searches};
}

/// start_ms, series_id, requests and the cell_columns of `parts`, in the order of the table.
std::string cell_columns(CellParts parts) {
  std::string list = "start_ms, series_id, requests";
  const auto add = [&](bool asked, std::span<const std::string_view> names) {
    for (const std::string_view name : names)
      if (asked) list.append(", ").append(name);
  };
  const std::span<const std::string_view> counts = kCounts;
  add(parts.errors, counts.subspan(1, kErrorClasses - 1));
  add(parts.money, counts.subspan(kErrorClasses));
  add(parts.money, kAmounts);
  add(parts.sketches, kSketches);
  return list;
}

}  // namespace

std::string_view rollup_table(Level level) {
  switch (level) {
    case Level::minute:
      return "rollup_minute";
    case Level::five_minutes:
      return "rollup_5m";
    case Level::hour:
      return "rollup_hour";
    default:
      return "rollup_day";
  }
}

Millis length(Level level) {
  switch (level) {
    case Level::minute:
      return std::chrono::minutes(1);
    case Level::five_minutes:
      return std::chrono::minutes(5);
    case Level::hour:
      return std::chrono::hours(1);
    default:
      return std::chrono::days(1);
  }
}

std::string replace_sql(Level level) {
  std::string sql =
      "REPLACE INTO " + std::string(rollup_table(level)) + " (" + cell_columns(kWholeCell) + ") VALUES (?";
  for (int i = 1; i < kRollupColumns; ++i) sql += ", ?";
  return sql + ")";
}

std::string find_sql(Level level) {
  return "SELECT " + cell_columns(kWholeCell) + " FROM " + std::string(rollup_table(level)) +
         " WHERE start_ms = ?1 AND series_id = ?2";
}

void bind_cell(Statement& statement, Instant start, std::int64_t series, const Cell& cell, CellBytes& bytes) {
  bytes.latency = cell.latency.encode();
  bytes.ttft = cell.ttft.encode();
  statement.integer(1, to_ms(start));
  statement.integer(2, series);
  int parameter = kRollupKeyColumns;
  for (const std::int64_t count : counts_of(cell)) statement.integer(++parameter, count);
  for (const Money amount : cell.cost) bind_money(statement, ++parameter, amount);
  statement.blob(++parameter, bytes.latency);
  statement.blob(++parameter, bytes.ttft);
}

std::string select_sql(Level level, CellParts parts) {
  return "SELECT " + cell_columns(parts) + " FROM " + std::string(rollup_table(level)) +
         " WHERE start_ms >= ?1 AND start_ms < ?2 ORDER BY start_ms";
}

void read_cell(const Statement& statement, CellParts parts, StoredCell& out) {
  out.start = instant_from_ms(statement.integer_at(0));
  int column = kRollupKeyColumns;
  CellSums& sums = out.sums;
  sums.requests = statement.integer_at(column++);
  if (parts.errors)
    for (std::size_t i = 1; i < kErrorClasses; ++i) sums.errors[i] = statement.integer_at(column++);
  if (parts.money) {
    sums.unpriced = statement.integer_at(column++);
    Tokens& t = sums.tokens;
    for (std::int64_t* count : {&t.input, &t.cache_read, &t.cache_write_5m, &t.cache_write_1h, &t.output,
                                &t.reasoning, &t.web_searches})
      *count = statement.integer_at(column++);
    for (Money& amount : sums.cost) amount = money_at(statement, column++);
  }
  if (!parts.sketches) return;
  out.latency = statement.blob_at(column++);
  out.ttft = statement.blob_at(column);
}

}  // namespace shiptally::store
