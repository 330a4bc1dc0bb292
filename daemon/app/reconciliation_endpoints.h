#pragma once
// Bills held against our logs and against the providers' own meters.

#include <vector>

#include "daemon/app/read_api.h"
#include "daemon/metrics/money/reconciliation.h"

namespace shiptally::app {

Result<Table> reconciliation(const ReadContext& context);

/// Every day of the window, which is of whole UTC days, whatever the query filters.  Goes by its as_of.
Result<std::vector<metrics::Reconciliation>> reconciled_days(const ReadContext& context, Window window);

/// The UTC days that alarms look at; they end kBillDelay ago.
inline constexpr int kAlarmDays = 7;

}  // namespace shiptally::app
