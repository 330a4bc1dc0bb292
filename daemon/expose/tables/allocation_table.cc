#include "daemon/expose/tables/allocation_table.h"

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

std::vector<Value> row_of(const metrics::AllocationGroup& group) {
  std::vector<Value> row = {group.bucket.from, group.bucket.to};
  for (const std::string& value : group.values) row.push_back(text_or_none(value));
  for (const std::string* value : {&group.method, &group.rule, &group.reason}) row.push_back(text_or_none(*value));
  row.emplace_back(group.idle);
  const auto amount = [&](Money metrics::Amounts::*of) {
    if (group.usd)
      row.emplace_back((*group.usd).*of);
    else
      row.emplace_back();
  };
  amount(&metrics::Amounts::billed);
  amount(&metrics::Amounts::effective);
  amount(&metrics::Amounts::contracted);
  amount(&metrics::Amounts::list);
  return row;
}

}  // namespace

Table allocation_table(std::span<const metrics::AllocationGroup> groups, const Parameters& parameters) {
  Table table;
  const auto add = [&](std::string_view name) { table.columns.push_back(&column(name)); };
  for (const char* name : {"time", "end_time"}) add(name);
  if (parameters.by_cost_centre) add("cost_centre");
  for (const Dimension d : parameters.query.group_by) add(name(d));
  for (const char* name :
       {"method", "rule", "reason", "idle", "billed_usd", "effective_usd", "contracted_usd", "list_usd"})
    add(name);
  for (const metrics::AllocationGroup& group : groups) table.rows.push_back(row_of(group));
  return table;
}

}  // namespace shiptally::expose
