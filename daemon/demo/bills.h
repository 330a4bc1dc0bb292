#pragma once
// What the providers meter and charge for the demo's requests: close to what the requests say, never quite
// it.

#include <array>
#include <functional>
#include <map>
#include <vector>

#include "daemon/demo/random.h"
#include "daemon/normalise/pricing.h"
#include "schema/base/window.h"
#include "schema/facts.h"
#include "schema/provider_usage.h"

namespace shiptally::demo {

/// Adds up requests by UTC day and model, as a provider's meter does.
class Meter {
 public:
  /// `prices` must outlive the meter.
  explicit Meter(const PriceBook& prices) : index_(prices) {}
  /// `request` names provider and model as they were sent; `model` is an index into models().
  void count(std::size_t model, Request request);
  /// Daily lines for the days wholly inside the window (a day that still runs is not billed yet), the
  /// machines of the self-hosted model, and monthly lines that no request explains, one of them in euros and
  /// one a correction of the month before.
  std::vector<Charge> bills(Window window, std::uint64_t seed) const;
  /// What the hosted models' providers counted on the same days: as much more than the requests as is billed.
  std::vector<ProviderUsage> usage(Window window, std::uint64_t seed) const;

 private:
  struct Counted {
    Tokens tokens;
    std::int64_t requests = 0;
  };
  struct Use {
    Money cost;
    std::int64_t tokens = 0;
    std::array<Counted, 2> by_tier;  ///< standard, batch
  };
  /// `drift_per_mille`: how much more than our own count the provider's is.
  using Visit = std::function<void(Window day, std::size_t model, const Use&, std::int64_t drift_per_mille)>;
  void each_day(Window window, std::uint64_t seed, const Visit& visit) const;
  const Price* price(std::size_t model, Instant t) const;

  normalise::PriceIndex index_;
  std::map<std::pair<std::int64_t, std::size_t>, Use> days_;  ///< by day since 1970 and model
};

}  // namespace shiptally::demo
