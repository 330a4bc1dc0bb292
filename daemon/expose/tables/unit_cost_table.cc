#include "daemon/expose/tables/unit_cost_table.h"

#include <algorithm>

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

constexpr ColumnOf<metrics::UnitCostRow> kUnitCostColumns[] = {
    {"amount_usd", [](auto& r) { return value_or_none(r.cost); }},
    {"requests", [](auto& r) -> Value { return r.requests + r.unpriced; }},
    {"unpriced_requests", [](auto& r) -> Value { return r.unpriced; }},
    {"total_tokens", [](auto& r) -> Value { return r.tokens; }},
    {"users", [](auto& r) { return value_or_none(r.users); }},
    {"deployments", [](auto& r) { return value_or_none(r.deployments); }},
    {"amount_per_request_usd", [](auto& r) { return value_or_none(r.per_request()); }},
    {"amount_per_1k_tokens_usd", [](auto& r) { return value_or_none(r.per_1k_tokens()); }},
    {"amount_per_user_usd", [](auto& r) { return value_or_none(r.per_user()); }},
    {"amount_per_deployment_usd", [](auto& r) { return value_or_none(r.per_deployment()); }},
    {"reason", [](auto& r) { return text_or_none(r.reason); }},
};

}  // namespace

Table unit_cost_table(std::span<const metrics::UnitCostRow> rows, std::span<const Dimension> group_by) {
  Table table;
  add_columns(table, {"time", "end_time"});
  add_columns(table, group_by);
  add_columns(table, kUnitCostColumns);
  for (const metrics::UnitCostRow& row : rows) {
    std::vector<Value>& values = table.rows.emplace_back();
    values = {row.key.bucket.from, row.key.bucket.to};
    for (const std::string& value : row.key.values) values.push_back(text_or_none(value));
    add_cells(values, kUnitCostColumns, row);
  }
  return table;
}

}  // namespace shiptally::expose
