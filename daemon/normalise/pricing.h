#pragma once
// What a request costs: tokens of each bucket x the dated price in force at the request's own time.
// Definition: daemon/metrics/README.md, Money.  Pure and exact: one 128-bit sum over all buckets, rounded
// half-even once to a picodollar; the parts add up to exactly that total.
//
// None ("unpriced", never free) when the exact amount cannot be known:
//  - no price of the model is in force at that time;
//  - a named service tier that the price does not list (a vendor's contract, "auto");
//  - tokens in a cache bucket, or web searches, that the price does not list;
//  - a tier without a price above the threshold of context, at those hours or in that region;
//  - a negative count, or one beyond 10^9.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "schema/price.h"
#include "schema/request.h"

namespace shiptally::normalise {

struct Priced {
  CostParts parts;
  std::string_view price_id;  ///< points into the price book
};

/// Finds the dated prices of a model.  Points into the book, which must outlive it; immutable.
class PriceIndex {
 public:
  explicit PriceIndex(const PriceBook& book);
  /// Ascending by `from`; empty when the model has no price.
  std::span<const Price* const> prices(std::string_view provider, std::string_view model) const;

 private:
  std::vector<const Price*> sorted_;
};

/// The price in force at `t`, or null.
const Price* price_at(std::span<const Price* const> prices, Instant t);

/// Whether the tier of a response is the vendor's ordinary one: "", "standard", "default", "on_demand".
bool is_base_tier(std::string_view tier);

/// The hours of the day that `t` is in; null: none of them.
const DailyHours* hours_at(const Price& price, Instant t);

/// Why a request has no price.
enum class Unpriced : std::uint8_t { no_such_model, no_price_then, tier_not_listed, bucket_not_listed };
std::string_view name(Unpriced reason);

struct Estimate {
  std::optional<CostParts> parts;
  Unpriced reason{};  ///< without parts
};

/// What the request costs at this price.  Looks at tier, region, tokens, latency, error and the time of the
/// day; not at names, nor at when the price is in force.
Estimate estimate(const Price& price, const Request& request);
std::optional<CostParts> cost_at(const Price& price, const Request& request);

/// The reason for a request that the prices of its model (PriceIndex::prices) leave unpriced.
Unpriced why_unpriced(std::span<const Price* const> prices, const Request& request);

/// By the request's normalised provider and model, and its ts.
std::optional<Priced> price_request(const PriceIndex& index, const Request& request);

}  // namespace shiptally::normalise
