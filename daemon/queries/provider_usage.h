#pragma once

#include <vector>

#include "daemon/metrics/money/provider_usage.h"
#include "daemon/queries/context.h"
#include "schema/parameters.h"

namespace shiptally::queries {

/// What providers' own meters counted, by bucket and group.
Result<std::vector<metrics::ProviderUsageRow>> provider_usage(const Context& context,
                                                              const Parameters& parameters);

}  // namespace shiptally::queries
