#pragma once
// GET /api/v1/allocation: who bears the bill, one row for each billing month (or the window), group and way
// of allocation.  Pure.

#include <span>

#include "daemon/expose/parse_query.h"
#include "daemon/metrics/money/allocation_rows.h"
#include "schema/table.h"

namespace shiptally::expose {

/// Whether the question can be answered: the window is of whole UTC months, what it groups and filters by is
/// of charges, the bucket is none, month or quarter.  Code::invalid, naming the parameter.
Result<void> check_allocation_query(const ReadQuery& request);

/// `rows` are by billing month.  What could not be converted has rows without amounts, and a reason.
Result<Table> allocation_table(std::span<const metrics::AllocationRow> rows,
                               std::span<const Charge> unconverted, std::span<const CostCentre> centres,
                               const ReadQuery& request);

}  // namespace shiptally::expose
