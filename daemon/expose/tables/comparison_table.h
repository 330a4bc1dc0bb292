#pragma once
// Delivery figures held against something, one figure a row: GET /api/v1/bands and /api/v1/trend.

#include <optional>

#include "daemon/metrics/delivery/delivery.h"
#include "schema/table.h"

namespace shiptally::expose {

/// Against DORA's surveys: one row a bucket, group, year and figure.  `year` none: every year.  Code::invalid
/// when delivery cannot answer the query.
Result<Table> bands_table(const metrics::Analysis& analysis, const Query& query, std::optional<int> year);

/// Against the equal period before (metrics/trend.h): one row a group and figure.  Code::invalid also for a
/// bucket: the whole window is compared.
Result<Table> trend_table(const metrics::Analysis& analysis, const Query& query);

}  // namespace shiptally::expose
