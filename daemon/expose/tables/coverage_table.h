#pragma once
// GET /api/v1/coverage: what is missing or wrong among the facts, one row a check.

#include <span>

#include "daemon/metrics/quality/coverage.h"
#include "schema/table.h"

namespace shiptally::expose {

Table coverage_table(std::span<const metrics::CoverageRow> rows);

}  // namespace shiptally::expose
