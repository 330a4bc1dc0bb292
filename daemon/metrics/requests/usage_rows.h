#pragma once
// The figures of requests and money, one row a bucket and group.  Pure; definitions in README.md,
// "Requests" and "Money".

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/metrics/requests/usage.h"
#include "schema/base/wide.h"

namespace shiptally::metrics {

/// What the rows below have in common: a bucket and the values of its group (see UsageGroup).
struct RowKey {
  Window bucket;
  std::vector<std::string> values;
};

struct CostRow {
  RowKey key;
  std::int64_t requests = 0;
  std::int64_t unpriced = 0;
  Tokens tokens;
  std::optional<Money> cost;              ///< idle cost included; none when every request is unpriced
  std::optional<Money> cost_per_request;  ///< cost / priced requests, half-even; none without any
};

/// Tokens of all classes; those of reasoning are part of the output.
Int128 tokens_of(const Tokens& tokens);
/// Tokens of a class; none for what is not billed by tokens.
std::optional<std::int64_t> tokens_of(const Tokens& tokens, TokenClass token_class);

/// A part of the cost.  A class without tokens and without cost gives no row.
struct TokenClassRow {
  RowKey key;
  std::string_view token_class;        ///< "input", …, "other", "idle"
  std::optional<std::int64_t> tokens;  ///< none for what is not billed by tokens
  std::optional<Money> cost;           ///< none when every request is unpriced
};

inline constexpr std::array<double, 4> kQuantiles = {0.5, 0.9, 0.95, 0.99};
using Quantiles = std::array<std::optional<double>, kQuantiles.size()>;

struct LatencyRow {
  RowKey key;
  std::int64_t requests = 0;
  Quantiles latency_ms;  ///< of requests that got an answer
  Quantiles ttft_ms;     ///< of requests that tell their time to first token
  std::int64_t ttft_requests = 0;
};

struct ErrorRow {
  RowKey key;
  std::int64_t requests = 0;
  std::int64_t errors = 0;
  std::array<std::int64_t, kErrorClasses> by_class{};  ///< [none] stays 0
  double error_rate = 0;                               ///< errors / requests
};

std::vector<CostRow> cost_rows(std::span<const UsageGroup> groups);
std::vector<TokenClassRow> token_class_rows(std::span<const UsageGroup> groups);
/// Groups without requests (idle machines) give no row here.
std::vector<LatencyRow> latency_rows(std::span<const UsageGroup> groups);
std::vector<ErrorRow> error_rows(std::span<const UsageGroup> groups);

}  // namespace shiptally::metrics
