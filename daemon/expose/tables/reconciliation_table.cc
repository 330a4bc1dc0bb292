#include "daemon/expose/tables/reconciliation_table.h"

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

std::vector<Value> row_of(const metrics::ReconciliationGroup& group) {
  std::vector<Value> row = {group.bucket.from, group.bucket.to};
  for (const std::string& value : group.values) row.push_back(text_or_none(value));
  row.emplace_back(group.requests);
  row.emplace_back(group.unpriced);
  row.push_back(value_or_none(group.metered_requests));
  for (const auto& amount : {group.computed, group.metered, group.billed}) row.push_back(value_or_none(amount));
  row.emplace_back(group.drift());
  for (const metrics::DriftPart& part : metrics::drift_parts()) row.emplace_back(group.parts.*part.amount);
  row.emplace_back(group.alarm);
  row.push_back(text_or_none(group.why));
  return row;
}

}  // namespace

Table reconciliation_table(std::span<const metrics::ReconciliationGroup> groups,
                           std::span<const Dimension> group_by) {
  Table table;
  const auto add = [&](std::string_view name) { table.columns.push_back(&column(name)); };
  for (const char* name : {"time", "end_time"}) add(name);
  for (const Dimension d : group_by) add(name(d));
  for (const char* name : {"requests", "unpriced_requests", "metered_requests", "computed_usd", "metered_usd",
                           "billed_usd", "drift_usd"})
    add(name);
  for (const metrics::DriftPart& part : metrics::drift_parts()) add(part.column);
  for (const char* name : {"alarm", "why"}) add(name);
  for (const metrics::ReconciliationGroup& group : groups) table.rows.push_back(row_of(group));
  return table;
}

}  // namespace shiptally::expose
