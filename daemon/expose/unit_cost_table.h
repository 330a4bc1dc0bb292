#pragma once
// GET /api/v1/unit_costs: cost by request, thousand tokens, user and deployment.  Pure.

#include <span>

#include "daemon/expose/parse_query.h"
#include "daemon/metrics/money/unit_costs.h"
#include "schema/table.h"

namespace shiptally::expose {

/// Whether the question can be answered: grouped by what the basis can tell apart; billed cost by whole UTC
/// days or longer.  Code::invalid, naming the parameter.
Result<void> check_unit_cost_query(const ReadQuery& request);

Table unit_cost_table(std::span<const metrics::UnitCostRow> rows, const ReadQuery& request);

}  // namespace shiptally::expose
