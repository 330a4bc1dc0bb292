#include "daemon/expose/tables/repricing_table.h"

#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

using Row = queries::RepricingRow;

struct Cell {
  std::string_view column;
  Value (*value)(const Row&);
};

Value of_change(const Row& row, Value (*value)(const RepricingChange&)) {
  return row.change ? value(*row.change) : Value();
}

constexpr Cell kCells[] = {
    {"time", [](const Row& r) -> Value { return r.run.recorded; }},
    {"repricing", [](const Row& r) -> Value { return r.run.number; }},
    {"price_book", [](const Row& r) -> Value { return r.run.price_book; }},
    {"repriced_from", [](const Row& r) -> Value { return r.run.window.from; }},
    {"repriced_to", [](const Row& r) -> Value { return r.run.window.to; }},
    {"repriced_until", [](const Row& r) -> Value { return r.run.done_to; }},
    {"repricing_requests", [](const Row& r) -> Value { return r.run.requests; }},
    {"left_priced_requests", [](const Row& r) -> Value { return r.run.left_priced; }},
    {"day",
     [](const Row& r) { return of_change(r, [](const RepricingChange& c) -> Value { return c.day; }); }},
    {"provider",
     [](const Row& r) { return of_change(r, [](const RepricingChange& c) -> Value { return c.provider; }); }},
    {"model",
     [](const Row& r) { return of_change(r, [](const RepricingChange& c) -> Value { return c.model; }); }},
    {"requests", [](const Row& r) -> Value { return r.change ? r.change->requests : 0; }},
    {"newly_priced_requests", [](const Row& r) -> Value { return r.change ? r.change->newly_priced : 0; }},
    {"newly_unpriced_requests",
     [](const Row& r) -> Value { return r.change ? r.change->newly_unpriced : 0; }},
    {"old_cost_usd", [](const Row& r) -> Value { return r.change ? r.change->old_cost : Money(); }},
    {"new_cost_usd", [](const Row& r) -> Value { return r.change ? r.change->new_cost : Money(); }},
};

}  // namespace

Table repricing_table(std::span<const queries::RepricingRow> rows) {
  Table table;
  for (const Cell& cell : kCells) table.columns.push_back(&column(cell.column));
  for (const Row& row : rows) {
    std::vector<Value>& values = table.rows.emplace_back();
    for (const Cell& cell : kCells) values.push_back(cell.value(row));
  }
  return table;
}

}  // namespace shiptally::expose
