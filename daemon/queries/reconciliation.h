#pragma once
// Bills held against our logs and against the providers' own meters.

#include <vector>

#include "daemon/metrics/money/reconciliation_groups.h"
#include "daemon/queries/context.h"
#include "schema/parameters.h"

namespace shiptally::queries {

/// By bucket and group of the query, over the whole UTC days of its window.  Code::invalid, naming the
/// parameter: grouped or filtered by anything but provider and model, or by less than days of UTC.
Result<std::vector<metrics::ReconciliationGroup>> reconciliation(const Context& context,
                                                                 const Parameters& parameters);

/// Every day of the window, which is of whole UTC days, whatever the query filters.  Goes by its as_of.
Result<std::vector<metrics::Reconciliation>> reconciled_days(const Context& context, Query query,
                                                             Window window);

/// The UTC days that alarms look at; they end kBillDelay ago.
inline constexpr int kAlarmDays = 7;

}  // namespace shiptally::queries
