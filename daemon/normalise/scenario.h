#pragma once
// The same request under other circumstances: what it would have cost.  Pure and exact, by the price in force
// at the request's own time; daemon/metrics/README.md, "What-if".

#include <optional>
#include <string>
#include <string_view>

#include "daemon/normalise/pricing.h"
#include "schema/base/result.h"

namespace shiptally::normalise {

struct Scenario {
  enum class Kind : std::uint8_t { model, batch, cache_1h, cache_5m, no_cache };
  Kind kind = Kind::batch;
  std::string provider, model;  ///< of Kind::model
};

/// "model:anthropic/claude-haiku-4-5", "batch", "cache_1h", "cache_5m", "no_cache".  Code::invalid for
/// anything else, and for a model without any price by tokens.
Result<Scenario> parse_scenario(std::string_view text, const PriceIndex& index);

/// What is taken to stay as it was, in a sentence.
std::string_view assumption(const Scenario& scenario);

/// None when no price of then says so: no such model or tier then, or a machine by the hour, which costs the
/// same whatever it is asked.
std::optional<Money> cost_in(const Scenario& scenario, const PriceIndex& index, const Request& request);

}  // namespace shiptally::normalise
