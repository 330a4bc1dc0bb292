#pragma once
// Where costs are going, and the days on which they went elsewhere.  As of a moment (costs.h).  Days are UTC.

#include <string>
#include <vector>

#include "daemon/metrics/money/anomalies.h"
#include "daemon/metrics/money/forecast.h"
#include "daemon/queries/context.h"
#include "schema/parameters.h"

namespace shiptally::queries {

struct ForecastRow {
  Window period;
  std::vector<std::string> values;  ///< of the group
  metrics::Forecast forecast;
};

/// One row a group: the calendar period (`period`) in which the moment lies.
Result<std::vector<ForecastRow>> forecast(const Context& context, const Parameters& parameters);

/// Outliers of the query's window, one row a day and group.
Result<std::vector<metrics::Anomaly>> anomalies(const Context& context, const Parameters& parameters);

}  // namespace shiptally::queries
