#include "daemon/metrics/money/provider_usage.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "daemon/metrics/stats/calendar.h"

namespace shiptally::metrics {
namespace {

void add(ProviderUsageRow& sum, const ProviderUsage& row) {
  Tokens& t = sum.tokens;
  t.input += row.tokens.input;
  t.cache_read += row.tokens.cache_read;
  t.cache_write_5m += row.tokens.cache_write_5m;
  t.cache_write_1h += row.tokens.cache_write_1h;
  t.output += row.tokens.output;
  t.reasoning += row.tokens.reasoning;
  t.web_searches += row.tokens.web_searches;
  const bool counted = row.requests && (sum.rows == 0 || sum.requests);
  sum.requests = counted ? std::optional(sum.requests.value_or(0) + *row.requests) : std::nullopt;
  ++sum.rows;
}

bool allowed(const Filter& filter, const ProviderUsage& row) {
  return filter.allows(Dimension::provider, row.provider) && filter.allows(Dimension::model, row.model);
}

}  // namespace

Result<std::vector<ProviderUsageRow>> provider_usage_rows(std::span<const ProviderUsage> usage,
                                                          const Query& query) {
  const auto spans = buckets(query.window, query.bucket, query.tz);
  if (spans.has_error()) return spans.error();
  using Key = std::tuple<Instant, std::string_view, std::string_view, std::string_view, std::string_view>;
  std::map<Key, ProviderUsageRow> sums;
  for (const ProviderUsage& row : usage) {
    if (!query.window.contains(row.from) || !allowed(query.filter, row)) continue;
    const auto after = std::upper_bound(spans->begin(), spans->end(), row.from,
                                        [](Instant t, const Window& bucket) { return t < bucket.from; });
    const Window& bucket = *std::prev(after);  // the buckets cover the window
    ProviderUsageRow& sum = sums[{bucket.from, row.provider, row.model, row.tier, row.sub_account}];
    if (sum.rows == 0) {
      sum.bucket = bucket;
      std::tie(sum.provider, sum.model, sum.tier, sum.sub_account) =
          std::tie(row.provider, row.model, row.tier, row.sub_account);
    }
    add(sum, row);
  }
  std::vector<ProviderUsageRow> out;
  for (auto& [key, sum] : sums) out.push_back(std::move(sum));
  return out;
}

}  // namespace shiptally::metrics
