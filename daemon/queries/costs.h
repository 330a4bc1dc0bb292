#pragma once
// The history of cost that forecasts, anomalies and budgets go by: UTC days before a moment.

#include <vector>

#include "daemon/metrics/money/anomalies.h"
#include "daemon/metrics/money/cost_groups.h"
#include "daemon/metrics/money/forecast.h"
#include "daemon/queries/money.h"
#include "schema/parameters.h"

namespace shiptally::queries {

/// The moment that such a question is about: the query's `to`, but not after as_of and not after now.
Instant moment_of(const Context& context, const Query& query);

/// From half a year before `day` on; as_of, no further back than requests are kept, but never after `needed`.
Result<Instant> history_begin(const Context& context, const Query& query, Instant day, Instant needed);

/// Half a year: as far back as a forecast looks.
inline constexpr Millis kCostHistory =
    metrics::kOneDay * static_cast<std::int64_t>(metrics::kForecastDaysMax);

/// Costs by group, and what they point into: never moved after.
struct Costs {
  std::vector<metrics::UsageDay> usage;
  BilledFacts bills;
  std::vector<metrics::CostGroup> groups;
};

/// Costs of the window by the groups, filter and basis that were asked for.  Code::invalid, naming the
/// parameter, when the basis does not tell one of them.
Result<void> read_costs(const Context& context, const Parameters& parameters, Window window, Costs& out);

inline Instant midnight(Instant t) { return std::chrono::floor<std::chrono::days>(t); }

}  // namespace shiptally::queries
