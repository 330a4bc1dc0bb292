#pragma once
// What figures of money are made from, read out of a snapshot.

#include <vector>

#include "daemon/metrics/money/billed.h"
#include "daemon/metrics/requests/usage_days.h"
#include "daemon/queries/context.h"

namespace shiptally::queries {

/// Requests of the window, which begins at UTC midnight, by day; of a day that it ends within, what is
/// before; idle machines included.  Goes by the query's filter and as_of.
Result<std::vector<metrics::UsageDay>> usage_days(const Context& context, const Query& query, Window window);

/// Charges and their days in USD.
struct BilledFacts {
  std::vector<Charge> charges;  ///< the days point into it: never changed after
  metrics::Billed billed;
};

/// Charges whose period overlaps the window, or whose billing month lies in it; their days may reach beyond
/// it.
Result<BilledFacts> billed_facts(const Context& context, Window window, std::optional<Instant> as_of);

}  // namespace shiptally::queries
