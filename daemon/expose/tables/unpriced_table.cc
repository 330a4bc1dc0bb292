#include "daemon/expose/tables/unpriced_table.h"

#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

using Row = const queries::UnpricedModel&;

Value text(const std::string& value) { return value.empty() ? Value() : Value(value); }

struct Cell {
  std::string_view column;
  Value (*value)(Row);
};

constexpr Cell kCells[] = {
    {"provider", [](Row r) { return text(r.provider); }},
    {"model", [](Row r) { return text(r.model); }},
    {"tier", [](Row r) { return text(r.tier); }},
    {"reason", [](Row r) { return text(r.reason); }},
    {"nearest_model", [](Row r) { return text(r.nearest); }},
    {"first_day", [](Row r) -> Value { return r.first_day; }},
    {"last_day", [](Row r) -> Value { return r.last_day; }},
    {"unpriced_requests", [](Row r) -> Value { return r.sums.unpriced; }},
    {"requests", [](Row r) -> Value { return r.sums.requests; }},
    {"input_tokens", [](Row r) -> Value { return r.sums.tokens.input; }},
    {"cache_read_tokens", [](Row r) -> Value { return r.sums.tokens.cache_read; }},
    {"cache_write_5m_tokens", [](Row r) -> Value { return r.sums.tokens.cache_write_5m; }},
    {"cache_write_1h_tokens", [](Row r) -> Value { return r.sums.tokens.cache_write_1h; }},
    {"output_tokens", [](Row r) -> Value { return r.sums.tokens.output; }},
    {"web_searches", [](Row r) -> Value { return r.sums.tokens.web_searches; }},
};

}  // namespace

Table unpriced_table(std::span<const queries::UnpricedModel> models) {
  Table table;
  for (const Cell& cell : kCells) table.columns.push_back(&column(cell.column));
  for (Row model : models) {
    std::vector<Value>& values = table.rows.emplace_back();
    for (const Cell& cell : kCells) values.push_back(cell.value(model));
  }
  return table;
}

}  // namespace shiptally::expose
