#include "daemon/expose/tables/provider_usage_table.h"

#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

using Row = const metrics::ProviderUsageRow&;

Value text(const std::string& value) { return value.empty() ? Value() : Value(value); }

struct Cell {
  std::string_view column;
  Value (*value)(Row);
};

constexpr Cell kCells[] = {
    {"time", [](Row r) -> Value { return r.bucket.from; }},
    {"end_time", [](Row r) -> Value { return r.bucket.to; }},
    {"provider", [](Row r) { return text(r.provider); }},
    {"model", [](Row r) { return text(r.model); }},
    {"tier", [](Row r) { return text(r.tier); }},
    {"sub_account", [](Row r) { return text(r.sub_account); }},
    {"requests", [](Row r) { return r.requests ? Value(*r.requests) : Value(); }},
    {"input_tokens", [](Row r) -> Value { return r.tokens.input; }},
    {"cache_read_tokens", [](Row r) -> Value { return r.tokens.cache_read; }},
    {"cache_write_5m_tokens", [](Row r) -> Value { return r.tokens.cache_write_5m; }},
    {"cache_write_1h_tokens", [](Row r) -> Value { return r.tokens.cache_write_1h; }},
    {"output_tokens", [](Row r) -> Value { return r.tokens.output; }},
    {"reasoning_tokens", [](Row r) -> Value { return r.tokens.reasoning; }},
    {"web_searches", [](Row r) -> Value { return r.tokens.web_searches; }},
};

}  // namespace

Table provider_usage_table(std::span<const metrics::ProviderUsageRow> rows) {
  Table table;
  for (const Cell& cell : kCells) table.columns.push_back(&column(cell.column));
  for (Row row : rows) {
    std::vector<Value>& values = table.rows.emplace_back();
    for (const Cell& cell : kCells) values.push_back(cell.value(row));
  }
  return table;
}

}  // namespace shiptally::expose
