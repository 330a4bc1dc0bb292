#pragma once
// GET /api/v1/allocation: who bears the bill, one row for each billing month (or the window), group and way
// of allocation.  Pure.

#include <span>

#include "daemon/metrics/money/allocation_groups.h"
#include "schema/parameters.h"
#include "schema/table.h"

namespace shiptally::expose {

/// What could not be converted has no amounts, and a reason.
Table allocation_table(std::span<const metrics::AllocationGroup> groups, const Parameters& parameters);

}  // namespace shiptally::expose
