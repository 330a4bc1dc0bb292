#pragma once
// Questions about deployments, changes and incidents.

#include <vector>

#include "daemon/metrics/delivery/comparison.h"
#include "daemon/metrics/delivery/figure_rows.h"
#include "daemon/metrics/delivery/restatements.h"
#include "daemon/metrics/quality/coverage.h"
#include "daemon/queries/context.h"
#include "schema/parameters.h"

namespace shiptally::queries {

/// The facts and what is said of each of them, as of the query's as_of.
Result<AnalysisPtr> analysis_of(const Context& context, const Query& query);

/// A row a bucket, group and profile: the columns of /api/v1/dora.
Result<std::vector<metrics::FigureRow>> dora(const Context& context, const Parameters& parameters);

/// Each figure beside DORA's bands of the years, and beside the window before.
Result<std::vector<metrics::BandRow>> bands(const Context& context, const Parameters& parameters);
Result<std::vector<metrics::TrendRow>> trend(const Context& context, const Parameters& parameters);

/// Figures that are others by now than they were at `since`.
Result<metrics::Restatements> restatements(const Context& context, const Parameters& parameters);

/// What the facts lack, deliveries and money, one row a check.
Result<std::vector<metrics::CoverageRow>> coverage(const Context& context, const Parameters& parameters);

}  // namespace shiptally::queries
