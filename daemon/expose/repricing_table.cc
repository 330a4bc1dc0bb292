#include "daemon/expose/repricing_table.h"

#include <algorithm>

#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

struct Row {
  const Repricing& run;
  const RepricingChange* change;  ///< null: the run changed nothing
};

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

Table repricing_table(const RepricingBook& book, const Query& query) {
  Table table;
  for (const Cell& cell : kCells) table.columns.push_back(&column(cell.column));
  std::size_t skipped = 0;
  const auto add = [&](const Row& row) {
    if (skipped++ < query.offset || table.rows.size() >= query.limit) return;
    std::vector<Value>& values = table.rows.emplace_back();
    for (const Cell& cell : kCells) values.push_back(cell.value(row));
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
