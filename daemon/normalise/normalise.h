#pragma once
// Names and prices: what turns a decoded fact into one that can be counted.  Pure; never fails.

#include <memory>

#include "schema/batch.h"
#include "schema/name_rules.h"
#include "schema/price.h"

namespace shiptally::normalise {

/// Maps names and prices the requests of a batch, in place.  Where an event names no team, the service's
/// owner at the fact's own time is it: a deployment's finish (else start), an incident's opening, a request's
/// ts, a charge's beginning.
class Normaliser {
 public:
  Normaliser(const NameRules& names, std::shared_ptr<const PriceBook> prices);
  ~Normaliser();
  void apply(FactBatch& batch) const;

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

}  // namespace shiptally::normalise
