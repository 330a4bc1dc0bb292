#pragma once
// Where costs are going, as tables: GET /api/v1/forecast, /anomalies and /budgets.  Columns from the
// catalogue. Pure.

#include <span>
#include <string>
#include <vector>

#include "daemon/metrics/money/anomalies.h"
#include "daemon/queries/budgets.h"
#include "daemon/queries/forecast.h"
#include "schema/table.h"

namespace shiptally::expose {

/// A value that a group leaves empty (no team known) is null.
Table forecast_table(std::span<const queries::ForecastRow> rows, std::span<const Dimension> group_by,
                     CostBasis basis);
Table anomaly_table(std::span<const metrics::Anomaly> rows, std::span<const Dimension> group_by,
                    CostBasis basis);
Table budget_table(std::span<const queries::BudgetRow> rows);

}  // namespace shiptally::expose
