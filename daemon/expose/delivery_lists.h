#pragma once
// The facts behind the delivery figures, newest first and paged by the query's limit and offset:
// GET /api/v1/deployments and /api/v1/incidents.

#include "daemon/metrics/analysis.h"
#include "schema/query.h"
#include "schema/table.h"

namespace shiptally::expose {

/// Deployments of every status, baselines included, that the filters allow and whose time lies in the window.
/// Their time is when they finished, or started while they run; one that tells neither is in no window.
/// `failed` is null for what never reached users and for a baseline.
Result<Table> deployments_table(const metrics::Analysis& analysis, const Query& query);

/// Incidents opened in the window that the filters allow, each with the deployment it failed.
Result<Table> incidents_table(const metrics::Analysis& analysis, const Query& query);

}  // namespace shiptally::expose
