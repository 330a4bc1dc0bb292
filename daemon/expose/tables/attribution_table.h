#pragma once
// What incidents may be due to, one candidate a row: GET /api/v1/attribution.

#include <string>

#include "daemon/metrics/delivery/attribution.h"
#include "schema/query.h"
#include "schema/table.h"

namespace shiptally::expose {

/// Incidents opened in the window that the filters allow, the newest first, and for each its candidates by
/// rank (metrics/attribution.h); an incident without any has one row, without a deployment.  `limit` and
/// `offset` count incidents.  `id` ("source/id") asks for one, whenever it opened; empty: all.
Result<Table> attribution_table(const metrics::Analysis& analysis, const Query& query, const std::string& id,
                                Millis incident_limit);

}  // namespace shiptally::expose
