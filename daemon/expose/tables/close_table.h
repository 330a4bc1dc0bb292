#pragma once
// GET /api/v1/closes and /api/v1/corrections.  Pure.

#include <span>

#include "daemon/metrics/money/close.h"
#include "schema/table.h"

namespace shiptally::expose {

/// A row a closed month, the first one first.
Table closes_table(std::span<const metrics::Close> closes);

/// Lines that name an earlier month, booked in `month`.
Table corrections_table(std::span<const metrics::StatementLine> lines, Instant month);

}  // namespace shiptally::expose
