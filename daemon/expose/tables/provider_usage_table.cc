#include "daemon/expose/tables/provider_usage_table.h"

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

constexpr ColumnOf<metrics::ProviderUsageRow> kUsageColumns[] = {
    {"time", [](auto& r) -> Value { return r.bucket.from; }},
    {"end_time", [](auto& r) -> Value { return r.bucket.to; }},
    {"provider", [](auto& r) { return text_or_none(r.provider); }},
    {"model", [](auto& r) { return text_or_none(r.model); }},
    {"tier", [](auto& r) { return text_or_none(r.tier); }},
    {"sub_account", [](auto& r) { return text_or_none(r.sub_account); }},
    {"requests", [](auto& r) { return value_or_none(r.requests); }},
    {"input_tokens", [](auto& r) -> Value { return r.tokens.input; }},
    {"cache_read_tokens", [](auto& r) -> Value { return r.tokens.cache_read; }},
    {"cache_write_5m_tokens", [](auto& r) -> Value { return r.tokens.cache_write_5m; }},
    {"cache_write_1h_tokens", [](auto& r) -> Value { return r.tokens.cache_write_1h; }},
    {"output_tokens", [](auto& r) -> Value { return r.tokens.output; }},
    {"reasoning_tokens", [](auto& r) -> Value { return r.tokens.reasoning; }},
    {"web_searches", [](auto& r) -> Value { return r.tokens.web_searches; }},
};

}  // namespace

Table provider_usage_table(std::span<const metrics::ProviderUsageRow> rows) {
  return table_of(kUsageColumns, rows);
}

}  // namespace shiptally::expose
