#pragma once
// GET /api/v1/reconciliation: computed, metered and billed cost, and what their difference is made of.  Pure.

#include <span>

#include "daemon/metrics/money/reconciliation_groups.h"
#include "schema/table.h"

namespace shiptally::expose {

Table reconciliation_table(std::span<const metrics::ReconciliationGroup> groups,
                           std::span<const Dimension> group_by);

}  // namespace shiptally::expose
