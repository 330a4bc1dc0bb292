#include "daemon/metrics/requests/usage_explain.h"

#include <algorithm>

#include "daemon/metrics/requests/usage_rows.h"
#include "daemon/metrics/stats/wilson.h"

namespace shiptally::metrics {
namespace {

constexpr std::string_view kMetrics[] = {"cost_per_request_usd", "cost_usd",       "error_rate",
                                         "latency_p50_ms",       "latency_p90_ms", "latency_p95_ms",
                                         "latency_p99_ms",       "ttft_p50_ms",    "ttft_p90_ms",
                                         "ttft_p95_ms",          "ttft_p99_ms"};
constexpr std::string_view kProfile = "requests-1";

void add_prices(Explanation& out, const UsageGroup& sum, const PriceFold& prices) {
  for (const auto& [id, use] : prices.prices()) out.parts.push_back({id, use.requests, use.cost});
  if (sum.idle != Money()) out.parts.push_back({"idle", 0, sum.idle});
  std::sort(out.parts.begin(), out.parts.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  for (const auto& [model, use] : prices.unpriced())
    out.exclusions.push_back(
        {model, "no price in force: " + std::to_string(use.requests) + " requests, unpriced, not free"});
}

void explain_cost(Explanation& out, const UsageGroup& sum, const PriceFold& prices, bool per_request) {
  const std::vector<CostRow> rows = cost_rows({&sum, 1});
  out.exact = per_request ? rows.front().cost_per_request : rows.front().cost;
  if (out.exact) out.value = out.exact->to_double();
  out.n = static_cast<std::size_t>(sum.sum.requests - sum.sum.unpriced);
  add_prices(out, sum, prices);
}

void explain_errors(Explanation& out, const UsageGroup& sum) {
  const std::vector<ErrorRow> rows = error_rows({&sum, 1});
  if (rows.empty()) return;
  const ErrorRow& row = rows.front();
  out.value = row.error_rate;
  out.n = static_cast<std::size_t>(row.requests);
  out.interval = wilson_95(static_cast<std::size_t>(row.errors), out.n);
  for (std::size_t i = 1; i < kErrorClasses; ++i)
    if (row.by_class[i] > 0)
      out.parts.push_back({std::string(name(static_cast<ErrorClass>(i))), row.by_class[i], std::nullopt});
  std::sort(out.parts.begin(), out.parts.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
}

/// "latency_p95_ms" → 0.95's place in kQuantiles.
std::size_t quantile_of(std::string_view metric) {
  for (std::size_t i = 0; i < kQuantiles.size(); ++i)
    if (metric.find("_p" + std::to_string(static_cast<int>(kQuantiles[i] * 100 + 0.5)) + "_") != metric.npos)
      return i;
  return 0;
}

void explain_quantile(Explanation& out, const UsageGroup& sum) {
  const std::vector<LatencyRow> rows = latency_rows({&sum, 1});
  if (rows.empty()) return;
  const bool first_token = out.metric.starts_with("ttft");
  out.value = (first_token ? rows.front().ttft_ms : rows.front().latency_ms)[quantile_of(out.metric)];
  out.n = static_cast<std::size_t>((first_token ? sum.sum.ttft : sum.sum.latency).count());
}

std::string definition_of(std::string_view metric) {
  if (metric == "cost_usd")
    return "Computed cost: for each request the tokens of each bucket x the price in force at its time, by "
           "tier, rounded half-even once to the picodollar; plus the idle cost of machines of our own.  "
           "Requests of models without a price are left out and listed.";
  if (metric == "cost_per_request_usd")
    return "cost_usd / priced requests, rounded half-even to the picodollar.";
  if (metric == "error_rate") return "Requests that failed / requests, with the Wilson 95 % interval.";
  return "Quantile over requests, from log-spaced buckets: within 1 % of the exact value at rank floor(q x "
         "(n - 1)).";
}

}  // namespace

std::span<const std::string_view> usage_metrics() { return kMetrics; }

bool explained_by_prices(std::string_view metric) { return metric.starts_with("cost"); }

void PriceFold::add(const Request& row) {
  const auto use = [](ByName& uses, std::string_view id) -> Use& {
    const auto at = uses.find(id);
    return at == uses.end() ? uses[std::string(id)] : at->second;
  };
  if (row.cost) {
    Use& priced = use(prices_, row.price_id);
    ++priced.requests;
    priced.cost += total(*row.cost);
  } else {
    ++use(unpriced_, std::string(row.series.provider) + "/" + std::string(row.series.model)).requests;
  }
}

Result<Explanation> explain_usage(std::string_view metric, const Query& query, const UsageGroup* sum,
                                  const PriceFold& prices) {
  if (std::find(std::begin(kMetrics), std::end(kMetrics), metric) == std::end(kMetrics))
    return Error{Code::invalid, "metric: no figure of requests is called \"" + std::string(metric) + "\""};
  Explanation out;
  out.metric = metric;
  out.definition = definition_of(metric);
  out.unit = explained_by_prices(metric) ? "usd" : metric == "error_rate" ? "ratio" : "ms";
  out.profile = kProfile;
  out.query = query;
  if (sum == nullptr) return out;
  if (explained_by_prices(metric))
    explain_cost(out, *sum, prices, metric == "cost_per_request_usd");
  else if (metric == "error_rate")
    explain_errors(out, *sum);
  else
    explain_quantile(out, *sum);
  return out;
}

}  // namespace shiptally::metrics
