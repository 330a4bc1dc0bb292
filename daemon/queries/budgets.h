#pragma once
// What is left of each budget, as of a moment (costs.h).  Days are UTC.

#include <vector>

#include "daemon/metrics/money/budgets.h"
#include "daemon/queries/context.h"

namespace shiptally::queries {

struct BudgetRow {
  const Budget* budget = nullptr;  ///< of the context's rules
  metrics::BudgetState state;
};

/// Budgets by tags are computed from raw requests: too slow for the gauges, which leave them out.  With as_of,
/// every budget is computed from raw requests; `where_kept` leaves out those whose raw requests have expired,
/// which is an error otherwise.
enum class Tagged : std::uint8_t { left_out, counted, where_kept };

/// Every budget in force at the moment that lets through what the query's filter asks for.
Result<std::vector<BudgetRow>> budgets(const Context& context, const Query& query, Tagged tagged);

}  // namespace shiptally::queries
