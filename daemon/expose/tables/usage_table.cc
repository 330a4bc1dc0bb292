#include "daemon/expose/tables/usage_table.h"

#include <algorithm>
#include <initializer_list>

#include "daemon/metrics/requests/usage_rows.h"
#include "schema/cells.h"

namespace shiptally::expose {
namespace {

using metrics::RowKey;

/// A table with the columns that every row begins with.
Table table_by(std::span<const Dimension> group_by) {
  Table table;
  add_columns(table, {"time", "end_time"});
  for (const Dimension d : metrics::request_dimensions(group_by)) add_columns(table, {name(d)});
  return table;
}

std::vector<Value> begin_row(const RowKey& key) {
  std::vector<Value> row = {key.bucket.from, key.bucket.to};
  for (const std::string& value : key.values) row.push_back(text_or_none(value));
  return row;
}

Table token_class_table(std::span<const metrics::UsageGroup> groups, std::span<const Dimension> group_by) {
  Table table = table_by(group_by);
  add_columns(table, {"token_class", "tokens", "cost_usd"});
  for (const metrics::TokenClassRow& r : metrics::token_class_rows(groups)) {
    std::vector<Value> row = begin_row(r.key);
    row.emplace_back(std::string(r.token_class));
    row.push_back(value_or_none(r.tokens));
    row.push_back(value_or_none(r.cost));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

Table cost_table(std::span<const metrics::UsageGroup> groups, std::span<const Dimension> group_by) {
  if (std::find(group_by.begin(), group_by.end(), Dimension::token_class) != group_by.end())
    return token_class_table(groups, group_by);
  Table table = table_by(group_by);
  add_columns(table, {"requests", "unpriced_requests", "input_tokens", "cache_read_tokens",
                      "cache_write_5m_tokens", "cache_write_1h_tokens", "output_tokens", "reasoning_tokens",
                      "web_searches", "cost_usd", "cost_per_request_usd"});
  for (const metrics::CostRow& r : metrics::cost_rows(groups)) {
    std::vector<Value> row = begin_row(r.key);
    const Tokens& t = r.tokens;
    for (const std::int64_t count : {r.requests, r.unpriced, t.input, t.cache_read, t.cache_write_5m,
                                     t.cache_write_1h, t.output, t.reasoning, t.web_searches})
      row.emplace_back(count);
    row.push_back(value_or_none(r.cost));
    row.push_back(value_or_none(r.cost_per_request));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table latency_table(std::span<const metrics::UsageGroup> groups, std::span<const Dimension> group_by) {
  Table table = table_by(group_by);
  add_columns(table, {"requests", "latency_p50_ms", "latency_p90_ms", "latency_p95_ms", "latency_p99_ms",
                      "ttft_p50_ms", "ttft_p90_ms", "ttft_p95_ms", "ttft_p99_ms", "ttft_requests"});
  for (const metrics::LatencyRow& r : metrics::latency_rows(groups)) {
    std::vector<Value> row = begin_row(r.key);
    row.emplace_back(r.requests);
    for (const auto& quantile : r.latency_ms) row.push_back(value_or_none(quantile));
    for (const auto& quantile : r.ttft_ms) row.push_back(value_or_none(quantile));
    row.emplace_back(r.ttft_requests);
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table error_table(std::span<const metrics::UsageGroup> groups, std::span<const Dimension> group_by) {
  constexpr ErrorClass kShown[] = {ErrorClass::client, ErrorClass::rate_limited, ErrorClass::provider,
                                   ErrorClass::timeout, ErrorClass::content_filter};
  Table table = table_by(group_by);
  add_columns(table, {"requests", "errors", "error_rate"});
  for (const ErrorClass c : kShown) add_columns(table, {std::string(name(c)) + "_errors"});
  for (const metrics::ErrorRow& r : metrics::error_rows(groups)) {
    std::vector<Value> row = begin_row(r.key);
    row.emplace_back(r.requests);
    row.emplace_back(r.errors);
    row.emplace_back(r.error_rate);
    for (const ErrorClass c : kShown) row.emplace_back(r.by_class[static_cast<std::size_t>(c)]);
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace shiptally::expose
