#pragma once
// Figures of the past that have changed, as a table: GET /api/v1/restatements.

#include "daemon/metrics/delivery/restatements.h"
#include "schema/table.h"

namespace shiptally::expose {

/// One row a changed figure, a page of them: bucket, a column for each of the query's group_by, metric,
/// before and after with their numbers of observations, and up to 20 of the facts behind it, as "incident
/// pager/7 (new)".
Table restatement_table(const metrics::Restatements& restatements, const Query& query);

}  // namespace shiptally::expose
