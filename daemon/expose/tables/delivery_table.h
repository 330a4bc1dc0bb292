#pragma once
// Delivery figures as a table: GET /api/v1/dora.

#include "daemon/metrics/delivery/delivery.h"
#include "schema/table.h"

namespace shiptally::expose {

/// One row a bucket and group, ascending in time: `time`, `end_time`, a column for each of the query's
/// group_by, the figures, `profile`.  The profile "all" gives a row of each profile,
/// side by side.  Code::invalid when delivery cannot answer the query.
Result<Table> dora_table(const metrics::Analysis& analysis, const Query& query);

}  // namespace shiptally::expose
