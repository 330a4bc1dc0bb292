#pragma once
// Delivery figures as a table: GET /api/v1/dora.

#include <span>

#include "daemon/metrics/delivery/figure_rows.h"
#include "schema/table.h"

namespace shiptally::expose {

/// `time`, `end_time`, a column for each of `group_by`, the figures (metrics::figure_columns()), `profile`.
Table dora_table(std::span<const metrics::FigureRow> rows, std::span<const Dimension> group_by);

}  // namespace shiptally::expose
