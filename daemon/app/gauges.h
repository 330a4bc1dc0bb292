#pragma once

#include "daemon/app/health.h"
#include "daemon/app/read_api.h"

namespace shiptally::app {

/// Computes the gauges that /metrics shows (delivery figures of the last 30 days, latency of the last hour,
/// reconciliation of a week, current budgets, size of the database), so that a scrape never
/// waits for the database.  On a query thread.
void refresh(Health& health, const ReadContext& context);

}  // namespace shiptally::app
