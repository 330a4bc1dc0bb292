#pragma once
// Data quality of money, from a snapshot.

#include <vector>

#include "daemon/app/read_api.h"
#include "daemon/metrics/quality/coverage.h"

namespace shiptally::app {

/// Of the UTC days that the query's window touches, whatever it filters.  Goes by its as_of.
Result<std::vector<metrics::CoverageRow>> money_coverage(const ReadContext& context);

}  // namespace shiptally::app
