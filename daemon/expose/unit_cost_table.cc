#include "daemon/expose/unit_cost_table.h"

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

Result<void> check_unit_cost_query(const ReadQuery& request) {
  const auto invalid = [](std::string message) { return Error{Code::invalid, std::move(message)}; };
  const Query& query = request.query;
  const bool billed = request.basis == CostBasis::billed;
  const auto known = [&](Dimension d) {
    return d != Dimension::token_class && d != Dimension::route && (!billed || d != Dimension::environment);
  };
  const std::string basis = billed ? "billed" : "computed";
  for (const Dimension d : query.group_by) {
    if (!known(d))
      return invalid("group_by: unit costs on the " + basis + " basis have no " + std::string(name(d)));
    if (std::count(query.group_by.begin(), query.group_by.end(), d) > 1)
      return invalid("group_by: " + std::string(name(d)) + " is there twice");
  }
  for (std::size_t i = 0; i < kDimensions; ++i)
    if (const auto d = static_cast<Dimension>(i); !known(d) && !query.filter[d].empty())
      return invalid(std::string(name(d)) + ": unit costs on the " + basis + " basis have none");
  if (!billed) return {};
  if (query.window.from >= query.window.to) return invalid("to: less than one whole UTC day after from");
  if (query.tz != "UTC") return invalid("tz: days of bills are UTC");
  if (query.bucket != Bucket::none && query.bucket < Bucket::day)
    return invalid("bucket: none, day, week, month or quarter; bills are by day at best");
  return {};
}

Table unit_cost_table(std::span<const metrics::UnitCostRow> rows, const ReadQuery& request) {
  Table table;
  add_columns(table, {"time", "end_time"});
  add_columns(table, request.query.group_by);
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
