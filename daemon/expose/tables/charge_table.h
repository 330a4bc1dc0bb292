#pragma once
// GET /api/v1/charges.  Pure.

#include <span>

#include "daemon/queries/charges.h"
#include "schema/table.h"

namespace shiptally::expose {

/// Amounts stand as the bill has them and in USD, which is null without a rate.
Table charge_table(std::span<const queries::ChargeRow> rows);

}  // namespace shiptally::expose
