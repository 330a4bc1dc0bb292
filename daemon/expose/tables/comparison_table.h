#pragma once
// Delivery figures held against something, one figure a row: GET /api/v1/bands and /api/v1/trend.

#include <span>

#include "daemon/metrics/delivery/comparison.h"
#include "schema/table.h"

namespace shiptally::expose {

/// The rows are those of the query.
Table bands_table(std::span<const metrics::BandRow> rows, const Query& query);
Table trend_table(std::span<const metrics::TrendRow> rows, const Query& query);

}  // namespace shiptally::expose
