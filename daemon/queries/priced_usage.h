#pragma once
// What providers' own meters counted, at our prices.

#include <span>
#include <vector>

#include "daemon/metrics/money/reconciliation.h"
#include "schema/price.h"
#include "schema/provider_usage.h"

namespace shiptally::queries {

/// A row of a report a day: that of its start, at the price in force then.  A row has no price when its model
/// has none, when it is of machines of our own, or when the price asks what a sum of requests cannot tell.
/// Whether they were of long context is told by the report's own division; not divided, they were not.
std::vector<metrics::MeteredDay> priced_usage(std::span<const ProviderUsage> usage, const PriceBook& book);

}  // namespace shiptally::queries
