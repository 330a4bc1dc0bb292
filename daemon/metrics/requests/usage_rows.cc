#include "daemon/metrics/requests/usage_rows.h"

#include <numeric>

namespace shiptally::metrics {
namespace {

constexpr double kMicrosPerMilli = 1000.0;

RowKey key_of(const UsageGroup& group) { return {group.bucket, group.values}; }

std::int64_t priced(const UsageGroup& group) { return group.sum.requests - group.sum.unpriced; }

std::optional<Money> cost_of(const UsageGroup& group) {
  if (priced(group) == 0 && group.idle == Money()) return std::nullopt;
  return total(group.sum.cost) + group.idle;
}

Quantiles quantiles_ms(const Sketch& micros) {
  Quantiles out;
  micros.quantiles(kQuantiles, out);
  for (auto& value : out)
    if (value) *value /= kMicrosPerMilli;
  return out;
}

void append_classes(std::vector<TokenClassRow>& out, const UsageGroup& group) {
  for (std::size_t i = 0; i < kTokenClasses; ++i) {
    const auto token_class = static_cast<TokenClass>(i);
    const auto tokens = tokens_of(group.sum.tokens, token_class);
    if (tokens.value_or(0) == 0 && group.sum.cost[i] == Money()) continue;
    TokenClassRow row{key_of(group), name(token_class), tokens, std::nullopt};
    if (priced(group) != 0) row.cost = group.sum.cost[i];
    out.push_back(std::move(row));
  }
  if (group.idle != Money()) out.push_back({key_of(group), "idle", std::nullopt, group.idle});
}

}  // namespace

Int128 tokens_of(const Tokens& t) {
  return Int128{t.input} + t.cache_read + t.cache_write_5m + t.cache_write_1h + t.output;
}

std::optional<std::int64_t> tokens_of(const Tokens& tokens, TokenClass token_class) {
  switch (token_class) {
    case TokenClass::input:
      return tokens.input;
    case TokenClass::cache_read:
      return tokens.cache_read;
    case TokenClass::cache_write_5m:
      return tokens.cache_write_5m;
    case TokenClass::cache_write_1h:
      return tokens.cache_write_1h;
    case TokenClass::output:
      return tokens.output;
    case TokenClass::other:
      break;
  }
  return std::nullopt;
}

std::vector<CostRow> cost_rows(std::span<const UsageGroup> groups) {
  std::vector<CostRow> out;
  for (const UsageGroup& group : groups) {
    CostRow row{key_of(group), group.sum.requests, group.sum.unpriced, group.sum.tokens, cost_of(group), {}};
    if (row.cost && priced(group) > 0) row.cost_per_request = row.cost->scaled(1, priced(group));
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<TokenClassRow> token_class_rows(std::span<const UsageGroup> groups) {
  std::vector<TokenClassRow> out;
  for (const UsageGroup& group : groups) append_classes(out, group);
  return out;
}

std::vector<LatencyRow> latency_rows(std::span<const UsageGroup> groups) {
  std::vector<LatencyRow> out;
  for (const UsageGroup& group : groups)
    if (group.sum.requests > 0)
      out.push_back({key_of(group), group.sum.requests, quantiles_ms(group.sum.latency),
                     quantiles_ms(group.sum.ttft), group.sum.ttft.count()});
  return out;
}

std::vector<ErrorRow> error_rows(std::span<const UsageGroup> groups) {
  std::vector<ErrorRow> out;
  for (const UsageGroup& group : groups) {
    if (group.sum.requests <= 0) continue;
    const auto& by_class = group.sum.errors;
    const auto errors = std::accumulate(by_class.begin(), by_class.end(), std::int64_t{0});
    const double rate = static_cast<double>(errors) / static_cast<double>(group.sum.requests);
    out.push_back({key_of(group), group.sum.requests, errors, by_class, rate});
  }
  return out;
}

}  // namespace shiptally::metrics
