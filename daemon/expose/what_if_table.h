#pragma once
// GET /api/v1/what_if: what requests cost, and would have cost.  Pure.

#include <span>
#include <string_view>

#include "daemon/metrics/requests/usage_rows.h"
#include "schema/query.h"
#include "schema/table.h"

namespace shiptally::expose {

struct WhatIfRow {
  metrics::RowKey key;
  std::int64_t requests = 0;  ///< compared
  std::int64_t left_out = 0;  ///< without a price as they were, or in the scenario; in neither amount
  Money actual, scenario;
};

Table what_if_table(std::span<const WhatIfRow> rows, std::string_view assumption,
                    std::span<const Dimension> group_by);

}  // namespace shiptally::expose
