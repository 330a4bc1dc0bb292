#include "daemon/expose/repricing_table.h"

#include <algorithm>

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

struct RepricingRow {
  const Repricing& run;
  const RepricingChange* change;  ///< null: the run changed nothing
};

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

Table repricing_table(const RepricingBook& book, const Query& query) {
  Table table;
  add_columns(table, kRepricingColumns);
  std::size_t skipped = 0;
  const auto add = [&](const RepricingRow& row) {
    if (skipped++ < query.offset || table.rows.size() >= query.limit) return;
    add_cells(table.rows.emplace_back(), kRepricingColumns, row);
  };
  const auto by_number = [](const RepricingChange& a, const RepricingChange& b) {
    return a.number < b.number;
  };
  for (auto run = book.runs.rbegin(); run != book.runs.rend(); ++run) {
    if (!query.window.contains(run->recorded)) continue;
    RepricingChange wanted;
    wanted.number = run->number;
    const auto [first, last] = std::equal_range(book.changes.begin(), book.changes.end(), wanted, by_number);
    if (first == last) add({*run, nullptr});
    for (auto change = first; change != last; ++change) add({*run, &*change});
  }
  return table;
}

}  // namespace shiptally::expose
