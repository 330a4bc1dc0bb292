#include "daemon/expose/tables/unpriced_table.h"

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

constexpr ColumnOf<queries::UnpricedModel> kUnpricedColumns[] = {
    {"provider", [](auto& r) { return text_or_none(r.provider); }},
    {"model", [](auto& r) { return text_or_none(r.model); }},
    {"tier", [](auto& r) { return text_or_none(r.tier); }},
    {"reason", [](auto& r) { return text_or_none(r.reason); }},
    {"nearest_model", [](auto& r) { return text_or_none(r.nearest); }},
    {"first_day", [](auto& r) -> Value { return r.first_day; }},
    {"last_day", [](auto& r) -> Value { return r.last_day; }},
    {"unpriced_requests", [](auto& r) -> Value { return r.sums.unpriced; }},
    {"requests", [](auto& r) -> Value { return r.sums.requests; }},
    {"input_tokens", [](auto& r) -> Value { return r.sums.tokens.input; }},
    {"cache_read_tokens", [](auto& r) -> Value { return r.sums.tokens.cache_read; }},
    {"cache_write_5m_tokens", [](auto& r) -> Value { return r.sums.tokens.cache_write_5m; }},
    {"cache_write_1h_tokens", [](auto& r) -> Value { return r.sums.tokens.cache_write_1h; }},
    {"output_tokens", [](auto& r) -> Value { return r.sums.tokens.output; }},
    {"web_searches", [](auto& r) -> Value { return r.sums.tokens.web_searches; }},
};

}  // namespace

Table unpriced_table(std::span<const queries::UnpricedModel> models) {
  return table_of(kUnpricedColumns, models);
}

}  // namespace shiptally::expose
