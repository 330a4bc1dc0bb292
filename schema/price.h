#pragma once
// Dated prices.  A request is priced by the price in force at its own time; a model without a price is
// unpriced, never free.

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/instant.h"
#include "schema/base/money.h"
#include "schema/base/result.h"

namespace shiptally {

/// Prices of one tier, USD per million tokens; none where the vendor sells no such thing.
struct Rates {
  Money input, output;
  std::optional<Money> cache_read, cache_write_5m, cache_write_1h;
};

/// Exactly numerator / denominator; > 0.
struct Ratio {
  std::int64_t numerator = 1, denominator = 1;
  friend bool operator==(const Ratio&, const Ratio&) = default;
};

/// A cliff: above `above_tokens` of input (cached included) the whole request, output included, takes these
/// rates; exactly at it not yet.
struct ContextStep {
  std::int64_t above_tokens = 0;
  Rates base;
  std::map<std::string, Rates> tiers;
};

/// Reads a factor such as "1.1": above 0, at most 10, with at most four decimal places, exactly.
Result<Ratio> parse_ratio(std::string_view text);
std::string decimal(const Ratio& ratio);
/// "16:30"
std::string time_of_day(std::chrono::minutes since_midnight);

/// What the tokens of a request cost, by its tier and the length of its input.
struct TokenPrices {
  Rates base;
  std::map<std::string, Rates> tiers;     ///< service tier of the response: "batch", "priority", "fast", …
  std::vector<ContextStep> long_context;  ///< ascending; the highest that is exceeded is the one
};

/// Prices at some hours of every day, in UTC: [from, to) since midnight, over midnight when `to` is earlier.
struct DailyHours {
  std::chrono::minutes from{}, to{};
  TokenPrices prices;
};

/// Whether some time of the day is in both.
bool share_time(const DailyHours& a, const DailyHours& b);

/// What a region changes: the prices of tokens by a factor, or prices of its own at any hour.
struct RegionPrices {
  Ratio factor;
  std::optional<TokenPrices> prices;
};

/// One dated price of one model.  The token prices that it is hold outside of `hours` and `regions`.
struct Price : TokenPrices {
  std::string id;  ///< "anthropic/claude-sonnet-4-5@2025-09-29", kept with every request it priced
  std::string provider;
  std::string model;
  Instant from;                   ///< in force from, inclusive
  std::optional<Instant> to;      ///< exclusive
  std::vector<DailyHours> hours;  ///< no two overlap
  std::map<std::string, RegionPrices, std::less<>>
      regions;  ///< by the request's region; others change nothing
  std::optional<Money> per_1k_web_searches;
  std::optional<Money> per_1k_requests;  ///< of requests that did not fail, beside their tokens
  /// Self-hosted: the machine by the hour, shared by `slots` requests at once.
  std::optional<Money> per_machine_hour;
  int slots = 1;
  Ratio negotiated;     ///< what is paid of all this
  std::string source;   ///< where the figure was read
  std::string read_on;  ///< date of reading
};

/// A model name and the names under which senders report it.
struct ModelAlias {
  std::string provider;
  std::string alias;  ///< exact, after normalisation of vendor prefixes and date suffixes
  std::string model;
  std::optional<Instant> from = {}, to = {};  ///< stands for it in [from, to); none: open
};

/// What is paid of the listed prices by contract.
struct NegotiatedPrice {
  std::string provider;
  std::vector<std::string> models;  ///< globs; empty: all of the provider's
  Ratio factor;                     ///< of all that a request costs: 0.85 is 15 % off
  Instant from;
  std::optional<Instant> to;
  std::string source;  ///< the contract
  friend bool operator==(const NegotiatedPrice&, const NegotiatedPrice&) = default;
};

/// Self-hosted machines that cost money whether they serve or idle.
struct Fleet {
  std::string provider, model;
  int machines = 1;
  Instant from;
  std::optional<Instant> to;
};

struct PriceBook {
  std::string version;  ///< date and content hash
  std::vector<Price> prices;
  std::vector<ModelAlias> aliases;
  std::vector<Fleet> fleet;
};

}  // namespace shiptally
