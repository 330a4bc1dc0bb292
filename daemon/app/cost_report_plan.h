#pragma once
// What a report tells of plans: budgets, and where the month is going.  As of the month's end, or of the
// report's own moment while it runs.

#include "daemon/app/read_api.h"
#include "daemon/report/model.h"

namespace shiptally::app {

/// The query of `context` ends with the month, asks for its as_of and for nothing else.  Budgets whose
/// requests have expired become open points.
Result<void> add_budgets(report::CostReport& out, const ReadContext& context);

/// By our logs and by the bills; of a month that is over nothing.
Result<void> add_forecast(report::CostReport& out, const ReadContext& context);

}  // namespace shiptally::app
