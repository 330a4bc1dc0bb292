#pragma once

#include "daemon/app/read_api.h"
#include "daemon/metrics/requests/usage.h"

namespace shiptally::app {

enum class Idle : bool { left_out, counted };

/// The requests of a query, summed up by bucket and group, from the coarsest rollups that answer exactly; of
/// the sums only `parts`, and with the idle cost of machines of our own where that is asked for.
Result<std::vector<metrics::UsageGroup>> usage_groups(const ReadContext& context, CellParts parts, Idle idle);

}  // namespace shiptally::app
