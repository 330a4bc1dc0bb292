#include "daemon/app/priced_usage.h"

#include <algorithm>

#include "daemon/normalise/pricing.h"

namespace shiptally::app {
namespace {

/// A request has no more tokens of a kind than this; a sum is priced in pieces that do not round.
constexpr std::int64_t kPiece = 1'000'000'000;

/// The price of requests that are all on one side of the long-context threshold.
std::optional<Price> of_window(Price price, std::string_view context_window) {
  if (!context_window.empty() && !context_window.starts_with("0")) {
    if (!price.long_context) return {};
    price.base = *price.long_context;
    price.tiers = price.long_context_tiers;
  }
  price.long_context_tokens.reset();
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
  Money sum;
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

}  // namespace shiptally::app
