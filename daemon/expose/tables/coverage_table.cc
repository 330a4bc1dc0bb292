#include "daemon/expose/tables/coverage_table.h"

#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

using Row = const metrics::CoverageRow&;

Value text(const std::string& value) { return value.empty() ? Value() : Value(value); }
Value maybe(const std::optional<Instant>& t) { return t ? Value(*t) : Value(); }
Value count(std::size_t n) { return static_cast<std::int64_t>(n); }

struct Cell {
  std::string_view column;
  Value (*value)(Row);
};

constexpr Cell kCells[] = {
    {"check", [](Row r) -> Value { return std::string(r.check); }},
    {"subject", [](Row r) -> Value { return std::string(r.facts); }},
    {"service", [](Row r) { return text(r.service); }},
    {"environment", [](Row r) { return text(r.environment); }},
    {"source", [](Row r) { return text(r.source); }},
    {"affected", [](Row r) { return count(r.affected); }},
    {"total", [](Row r) { return count(r.total); }},
    {"affected_ratio",
     [](Row r) -> Value { return static_cast<double>(r.affected) / static_cast<double>(r.total); }},
    {"examples", [](Row r) -> Value { return r.examples; }},
    {"since", [](Row r) { return maybe(r.since); }},
    {"last", [](Row r) { return maybe(r.last); }},
    {"advice", [](Row r) -> Value { return r.advice; }},
};

}  // namespace

Table coverage_table(std::span<const metrics::CoverageRow> rows) {
  Table table;
  for (const Cell& cell : kCells) table.columns.push_back(&column(cell.column));
  for (Row row : rows) {
    std::vector<Value>& values = table.rows.emplace_back();
    for (const Cell& cell : kCells) values.push_back(cell.value(row));
  }
  return table;
}

}  // namespace shiptally::expose
