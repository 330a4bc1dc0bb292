#include "daemon/expose/tables/what_if_table.h"

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

Value amount_of(const queries::WhatIfRow& row, Money amount) { return row.requests > 0 ? Value(amount) : Value(); }

}  // namespace

Table what_if_table(std::span<const queries::WhatIfRow> rows, std::string_view assumption,
                    std::span<const Dimension> group_by) {
  Table table;
  add_columns(table, {"time", "end_time"});
  add_columns(table, group_by);
  add_columns(table,
              {"requests", "left_out_requests", "cost_usd", "scenario_usd", "difference_usd", "assumption"});
  for (const queries::WhatIfRow& r : rows) {
    std::vector<Value>& row = table.rows.emplace_back();
    row = {r.key.bucket.from, r.key.bucket.to};
    for (const std::string& value : r.key.values) row.push_back(text_or_none(value));
    row.emplace_back(r.requests);
    row.emplace_back(r.left_out);
    for (const Money amount : {r.actual, r.scenario, r.scenario - r.actual})
      row.push_back(amount_of(r, amount));
    row.emplace_back(std::string(assumption));
  }
  return table;
}

}  // namespace shiptally::expose
