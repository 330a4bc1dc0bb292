#pragma once
// GET /api/v1/unit_costs: cost by request, thousand tokens, user and deployment.  Pure.

#include <span>

#include "daemon/metrics/money/unit_costs.h"
#include "schema/query.h"
#include "schema/table.h"

namespace shiptally::expose {

Table unit_cost_table(std::span<const metrics::UnitCostRow> rows, std::span<const Dimension> group_by);

}  // namespace shiptally::expose
