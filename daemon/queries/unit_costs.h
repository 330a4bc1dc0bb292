#pragma once

#include <vector>

#include "daemon/metrics/money/unit_costs.h"
#include "daemon/queries/context.h"
#include "schema/parameters.h"

namespace shiptally::queries {

/// Cost by request, thousand tokens, user and deployment, by bucket and group.  Code::invalid, naming the
/// parameter: grouped by what the basis cannot tell apart; billed cost by less than whole UTC days.
Result<std::vector<metrics::UnitCostRow>> unit_costs(const Context& context, const Parameters& parameters);

}  // namespace shiptally::queries
