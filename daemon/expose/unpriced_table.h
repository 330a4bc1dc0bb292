#pragma once
// GET /api/v1/unpriced: what has no price, and why.

#include <span>
#include <string>

#include "schema/rollup.h"
#include "schema/table.h"

namespace shiptally::expose {

/// Requests of a model and tier that have no price for one reason.
struct UnpricedModel {
  std::string provider, model, tier, reason;
  std::string nearest;          ///< a priced model with a name alike; empty: none
  Instant first_day, last_day;  ///< UTC
  /// Of those days' requests of that model and tier: all of them, and of these the unpriced ones.
  CellSums sums;
};

Table unpriced_table(std::span<const UnpricedModel> models);

}  // namespace shiptally::expose
