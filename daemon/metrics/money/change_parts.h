#pragma once
// Why a day cost something else than expected: price x volume x mix x tokens per request x cache share. Pure.
//
// The day is reached from the expected day in six steps, in this order; each part is what its step changes,
// and so they add up to actual - expected, to the picodollar.  The expected day looks like the comparable
// days taken together, at the expected level.
//   volume:             as many requests as the day had, at the comparable days' mean cost of a request
//   mix:                of the models that the day asked, each at its own mean cost of a request; a model
//   that
//                       the comparable days did not ask costs what it cost
//   tokens per request: with the day's prompt and output tokens, of each model, the classes of a prompt
//   (input,
//                       cache reads and writes) in the comparable days' shares
//   cache share:        with the day's tokens of each class
//   price:              at the day's cost of each token
//   other:              what is not paid by the token (searches, machines), and machines that waited
// A class or model without anything comparable costs what it cost from the first step on that asks for it.

#include <map>
#include <span>
#include <string>
#include <utility>

#include "daemon/metrics/requests/usage_days.h"

namespace shiptally::metrics {

/// Requests by provider and model.
struct ModelSums {
  std::map<std::pair<std::string, std::string>, CellSums> models;
  Money idle;

  void add(const UsageDay& row);
  Money cost() const;
};

struct ChangeParts {
  Money volume, mix, tokens_per_request, cache_share, price, other;

  Money total() const { return volume + mix + tokens_per_request + cache_share + price + other; }
  friend bool operator==(const ChangeParts&, const ChangeParts&) = default;
};

/// `whole * part / of`, the ratio to the microdollar; nothing where there is nothing to be a part of.
Money share(Money whole, Money part, Money of);

/// `comparable` may be the sum of any number of days.
ChangeParts change_parts(const ModelSums& day, const ModelSums& comparable, Money expected);

}  // namespace shiptally::metrics
