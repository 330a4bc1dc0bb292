#pragma once
// What a price says, field by field, for people: the amounts of every tier and bucket, as exact decimals.
// And what differs between two books.  Pure.

#include <string>
#include <utility>
#include <vector>

#include "schema/price.h"

namespace shiptally::normalise {

/// A field and its value: "batch above 200000 tokens: output", "22.5".  Amounts are USD per million
/// tokens where the field does not say otherwise.  Fields that the price does not have are left out.
using PriceFields = std::vector<std::pair<std::string, std::string>>;

/// Everything that a request's cost depends on, `to` included; not its source.
PriceFields price_fields(const Price& price);

struct PriceDifference {
  enum class Kind { added, removed, changed } kind{};
  std::string what;       ///< the price's id, or "alias openai/gpt-4-turbo"
  std::string field;      ///< of a change
  std::string old_value;  ///< empty: it was not there
  std::string new_value;  ///< empty: it is no longer there
};

/// By id: a price that begins at another instant is another one.  Sources and the dates of reading are not
/// compared.  Additions and removals tell every field, in one difference each.  Sorted by what.
std::vector<PriceDifference> price_differences(const PriceBook& before, const PriceBook& after);

}  // namespace shiptally::normalise
