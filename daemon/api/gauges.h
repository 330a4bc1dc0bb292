#pragma once

#include "daemon/expose/prometheus/exposition.h"
#include "daemon/queries/context.h"
#include "schema/base/interruption.h"

namespace shiptally::api {

/// Computes the gauges that /metrics shows (delivery figures of the last 30 days, latency of the last hour,
/// reconciliation of a week, current budgets, size of the database), so that a scrape never waits for the
/// database.  On a query thread.
void refresh(expose::Exposition& exposition, const queries::Context& context,
             const Interruption& interruption);

}  // namespace shiptally::api
