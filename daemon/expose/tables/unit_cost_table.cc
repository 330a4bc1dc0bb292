#include "daemon/expose/tables/unit_cost_table.h"

#include <algorithm>

#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

using Row = const metrics::UnitCostRow&;

template <class T>
Value maybe(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}
Value text(const std::string& value) { return value.empty() ? Value() : Value(value); }

struct Cell {
  std::string_view column;
  Value (*value)(Row);
};

constexpr Cell kCells[] = {
    {"amount_usd", [](Row r) { return maybe(r.cost); }},
    {"requests", [](Row r) -> Value { return r.requests + r.unpriced; }},
    {"unpriced_requests", [](Row r) -> Value { return r.unpriced; }},
    {"total_tokens", [](Row r) -> Value { return r.tokens; }},
    {"users", [](Row r) { return maybe(r.users); }},
    {"deployments", [](Row r) { return maybe(r.deployments); }},
    {"amount_per_request_usd", [](Row r) { return maybe(r.per_request()); }},
    {"amount_per_1k_tokens_usd", [](Row r) { return maybe(r.per_1k_tokens()); }},
    {"amount_per_user_usd", [](Row r) { return maybe(r.per_user()); }},
    {"amount_per_deployment_usd", [](Row r) { return maybe(r.per_deployment()); }},
    {"reason", [](Row r) { return text(r.reason); }},
};

}  // namespace

Table unit_cost_table(std::span<const metrics::UnitCostRow> rows, std::span<const Dimension> group_by) {
  Table table;
  const auto add = [&](std::string_view name) { table.columns.push_back(&column(name)); };
  for (const char* name : {"time", "end_time"}) add(name);
  for (const Dimension d : group_by) add(name(d));
  for (const Cell& cell : kCells) add(cell.column);
  for (Row row : rows) {
    std::vector<Value>& values = table.rows.emplace_back();
    values = {row.key.bucket.from, row.key.bucket.to};
    for (const std::string& value : row.key.values) values.push_back(text(value));
    for (const Cell& cell : kCells) values.push_back(cell.value(row));
  }
  return table;
}

}  // namespace shiptally::expose
