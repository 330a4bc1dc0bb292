#pragma once
// Names and prices: what turns a decoded fact into one that can be counted.  Pure; never fails.

#include <map>
#include <memory>
#include <string>

#include "schema/batch.h"
#include "schema/price.h"

namespace shiptally::normalise {

struct Names {
  std::map<std::string, std::string> environments;  ///< alias (lower case) → name, beside the built-in ones
  std::map<std::string, std::string> services;      ///< alias → name
  std::map<std::string, std::string> teams;         ///< service → owning team, where the event names none
};

/// Maps names and prices the requests of a batch, in place.
class Normaliser {
 public:
  Normaliser(Names names, std::shared_ptr<const PriceBook> prices);
  ~Normaliser();
  void apply(FactBatch& batch) const;

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

}  // namespace shiptally::normalise
