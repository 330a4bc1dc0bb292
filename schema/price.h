#pragma once
// Dated prices.  A request is priced by the price in force at its own time; a model without a price is
// unpriced, never free.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "schema/instant.h"
#include "schema/money.h"

namespace shiptally {

/// Prices of one tier, USD per million tokens; none where the vendor sells no such thing.
struct Rates {
  Money input, output;
  std::optional<Money> cache_read, cache_write_5m, cache_write_1h;
};

/// One dated price of one model.
struct Price {
  std::string id;  ///< "anthropic/claude-sonnet-4-5@2025-09-29", kept with every request it priced
  std::string provider;
  std::string model;
  Instant from;               ///< in force from, inclusive
  std::optional<Instant> to;  ///< exclusive
  Rates base;
  /// Above `long_context_tokens` of input (cached included) the whole request takes `long_context`;
  /// exactly at it is still `base`.
  std::optional<std::int64_t> long_context_tokens;
  std::optional<Rates> long_context;
  std::map<std::string, Rates> tiers;  ///< service tier of the response: "batch", "priority", "flex", …
  std::map<std::string, Rates> long_context_tiers;
  std::optional<Money> per_1k_web_searches;
  /// Self-hosted: the machine by the hour, shared by `slots` requests at once.
  std::optional<Money> per_machine_hour;
  int slots = 1;
  std::string source;   ///< where the figure was read
  std::string read_on;  ///< date of reading
};

/// A model name and the names under which senders report it.
struct ModelAlias {
  std::string provider;
  std::string alias;  ///< exact, after normalisation of vendor prefixes and date suffixes
  std::string model;
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
