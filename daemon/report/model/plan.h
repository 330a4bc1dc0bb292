#pragma once
// What a report tells of plans: budgets, and where the month is going.  As of the month's end, or of the
// report's own moment while it runs.

#include "daemon/queries/context.h"
#include "daemon/report/model/model.h"

namespace shiptally::report {

/// The query of `context` ends with the month, asks for its as_of and for nothing else.  Budgets whose
/// requests have expired become open points.
Result<void> add_budgets(CostReport& out, const queries::Context& context, const Query& query);

/// By our logs and by the bills; of a month that is over nothing.
Result<void> add_forecast(CostReport& out, const queries::Context& context, const Query& query);

}  // namespace shiptally::report
