#pragma once
// The facts behind the delivery figures, newest first and paged by the query's limit and offset:
// GET /api/v1/deployments and /api/v1/incidents.

#include <functional>

#include "daemon/metrics/analysis/analysis.h"
#include "schema/query.h"
#include "schema/table.h"

namespace shiptally::expose {

/// The link that a fact's sender gave for it; empty when there is none.  Asked once a row of the page: an
/// analysis does without links.
using UrlOf = std::function<Result<std::string>(const FactId&)>;

/// Deployments of every status, baselines included, that the filters allow and whose time lies in the window.
/// Their time is when they finished, or started while they run; one that tells neither is in no window.
/// `failed` is null for what never reached users and for a baseline.
Result<Table> deployments_table(const metrics::Analysis& analysis, const Query& query, const UrlOf& url_of);

/// Incidents opened in the window that the filters allow, each with the deployment it failed.
Result<Table> incidents_table(const metrics::Analysis& analysis, const Query& query, const UrlOf& url_of);

}  // namespace shiptally::expose
