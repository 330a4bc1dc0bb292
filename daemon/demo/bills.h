#pragma once
// What the providers charge for the demo's requests: close to what the requests say, never quite it.

#include <map>
#include <vector>

#include "daemon/demo/random.h"
#include "daemon/normalise/pricing.h"
#include "schema/facts.h"
#include "schema/window.h"

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

 private:
  struct Use {
    Money cost;
    std::int64_t tokens = 0;
  };
  normalise::PriceIndex index_;
  std::map<std::pair<std::int64_t, std::size_t>, Use> days_;  ///< by day since 1970 and model
};

}  // namespace shiptally::demo
