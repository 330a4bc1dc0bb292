#include "daemon/queries/priced_usage.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "daemon/normalise/pricing.h"

namespace shiptally::queries {
namespace {

/// A request has no more tokens of a kind than this; a sum is priced in pieces that do not round.
constexpr std::int64_t kPiece = 1'000'000'000;

/// The tokens from which a context window begins: "0-200k", "200k-1M".
std::int64_t begin_of(std::string_view context_window) {
  std::int64_t tokens = 0;
  const auto [end, error] =
      std::from_chars(context_window.data(), context_window.data() + context_window.size(), tokens);
  const std::string_view unit =
      context_window.substr(static_cast<std::size_t>(end - context_window.data())).substr(0, 1);
  return tokens * (unit == "k" ? 1'000 : unit == "M" ? 1'000'000 : 1);
}

/// What all requests of that window pay.  False when there is no such price.
bool narrow(TokenPrices& prices, std::int64_t begin) {
  const auto steps = std::move(prices.long_context);
  prices.long_context.clear();
  const auto above = std::find_if(steps.begin(), steps.end(),
                                  [&](const ContextStep& step) { return step.above_tokens > begin; });
  if (above == steps.begin()) return begin == 0;
  prices.base = std::prev(above)->base;
  prices.tiers = std::prev(above)->tiers;
  return true;
}

/// The price of requests that are all on one side of each long-context threshold, less what each pays.
std::optional<Price> of_window(Price price, std::string_view context_window) {
  const std::int64_t begin = begin_of(context_window);
  price.per_1k_requests.reset();
  if (!narrow(price, begin)) return {};
  for (DailyHours& hours : price.hours)
    if (!narrow(hours.prices, begin)) return {};
  for (auto& [region, own] : price.regions)
    if (own.prices && !narrow(*own.prices, begin)) return {};
  return price;
}

std::int64_t take(std::int64_t& count) {
  const std::int64_t piece = std::min(count, kPiece);
  count -= piece;
  return piece;
}

Tokens take(Tokens& t) {
  Tokens piece;
  piece.input = take(t.input);
  piece.cache_read = take(t.cache_read);
  piece.cache_write_5m = take(t.cache_write_5m);
  piece.cache_write_1h = take(t.cache_write_1h);
  piece.output = take(t.output);
  piece.web_searches = take(t.web_searches);
  return piece;
}

std::optional<Money> cost(const ProviderUsage& usage, const normalise::PriceIndex& index) {
  const Price* found = normalise::price_at(index.prices(usage.provider, usage.model), usage.from);
  if (found == nullptr || found->per_machine_hour) return {};
  const auto price = of_window(*found, usage.context_window);
  if (!price) return {};
  Request request;
  request.ts = usage.from;
  request.series.provider = usage.provider;
  request.series.model = usage.model;
  request.series.tier = usage.tier;
  request.series.region = usage.region;
  if (found->per_1k_requests && !usage.requests) return {};
  Money sum = found->per_1k_requests ? found->per_1k_requests->scaled(*usage.requests, 1'000) : Money();
  Tokens left = usage.tokens;
  left.reasoning = 0;  // a part of the output
  do {
    request.tokens = take(left);
    const auto parts = normalise::cost_at(*price, request);
    if (!parts) return {};
    sum += total(*parts);
  } while (left != Tokens());
  return sum;
}

}  // namespace

std::vector<metrics::MeteredDay> priced_usage(std::span<const ProviderUsage> usage, const PriceBook& book) {
  const normalise::PriceIndex index(book);
  std::vector<metrics::MeteredDay> out;
  out.reserve(usage.size());
  for (const ProviderUsage& row : usage)
    out.push_back({std::chrono::floor<std::chrono::days>(row.from), row.provider, row.model, row.requests,
                   cost(row, index)});
  return out;
}

}  // namespace shiptally::queries
