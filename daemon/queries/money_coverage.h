#pragma once
// Data quality of money, from a snapshot.

#include <vector>

#include "daemon/metrics/quality/coverage.h"
#include "daemon/queries/context.h"

namespace shiptally::queries {

/// Of the UTC days that the query's window touches, whatever it filters.  Goes by its as_of.
Result<std::vector<metrics::CoverageRow>> money_coverage(const Context& context, Query query);

}  // namespace shiptally::queries
