#pragma once
// GET /api/v1/unpriced: what has no price, and why.

#include <span>

#include "daemon/queries/unpriced.h"
#include "schema/table.h"

namespace shiptally::expose {

Table unpriced_table(std::span<const queries::UnpricedModel> models);

}  // namespace shiptally::expose
