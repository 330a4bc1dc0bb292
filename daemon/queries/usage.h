#pragma once

#include "daemon/metrics/requests/usage.h"
#include "daemon/queries/context.h"
#include "schema/parameters.h"

namespace shiptally::queries {

enum class Idle : bool { left_out, counted };

/// The requests of a query, summed up by bucket and group, from the coarsest rollups that answer exactly; of
/// the sums only `parts`, and with the idle cost of machines of our own where that is asked for.
Result<std::vector<metrics::UsageGroup>> usage_groups(const Context& context, const Query& query,
                                                      CellParts parts, Idle idle);

/// The same for an endpoint.  Code::invalid when grouped by token_class, which divides cost only.
Result<std::vector<metrics::UsageGroup>> usage(const Context& context, const Parameters& parameters,
                                               CellParts parts, Idle idle);

/// For figures that have no parts by token class.
Result<void> refuse_token_class(const Query& query);

}  // namespace shiptally::queries
