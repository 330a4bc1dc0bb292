#include "daemon/expose/tables/repricing_table.h"

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

using queries::RepricingRow;

Value of_change(const RepricingRow& row, Value (*value)(const RepricingChange&)) {
  return row.change ? value(*row.change) : Value();
}

constexpr ColumnOf<RepricingRow> kRepricingColumns[] = {
    {"time", [](auto& r) -> Value { return r.run.recorded; }},
    {"repricing", [](auto& r) -> Value { return r.run.number; }},
    {"price_book", [](auto& r) -> Value { return r.run.price_book; }},
    {"repriced_from", [](auto& r) -> Value { return r.run.window.from; }},
    {"repriced_to", [](auto& r) -> Value { return r.run.window.to; }},
    {"repriced_until", [](auto& r) -> Value { return r.run.done_to; }},
    {"repricing_requests", [](auto& r) -> Value { return r.run.requests; }},
    {"left_priced_requests", [](auto& r) -> Value { return r.run.left_priced; }},
    {"day", [](auto& r) { return of_change(r, [](const RepricingChange& c) -> Value { return c.day; }); }},
    {"provider",
     [](auto& r) { return of_change(r, [](const RepricingChange& c) -> Value { return c.provider; }); }},
    {"model",
     [](auto& r) { return of_change(r, [](const RepricingChange& c) -> Value { return c.model; }); }},
    {"requests", [](auto& r) -> Value { return r.change ? r.change->requests : 0; }},
    {"newly_priced_requests", [](auto& r) -> Value { return r.change ? r.change->newly_priced : 0; }},
    {"newly_unpriced_requests", [](auto& r) -> Value { return r.change ? r.change->newly_unpriced : 0; }},
    {"old_cost_usd", [](auto& r) -> Value { return r.change ? r.change->old_cost : Money(); }},
    {"new_cost_usd", [](auto& r) -> Value { return r.change ? r.change->new_cost : Money(); }},
};

}  // namespace

Table repricing_table(std::span<const queries::RepricingRow> rows) {
  Table table;
  add_columns(table, kRepricingColumns);
  for (const RepricingRow& row : rows) add_cells(table.rows.emplace_back(), kRepricingColumns, row);
  return table;
}

}  // namespace shiptally::expose
