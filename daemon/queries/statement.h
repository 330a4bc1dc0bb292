#pragma once
// The statement of a month, read out of a snapshot.

#include "daemon/metrics/money/statement.h"
#include "daemon/queries/context.h"

namespace shiptally::queries {

/// The statement of the UTC month that begins at `month`, as known `as_of` (none: now).  Requests come from
/// rollups, or by as_of from raw rows (Code::invalid where those have expired).
Result<metrics::Statement> statement_of(const Context& context, Instant month, std::optional<Instant> as_of);

}  // namespace shiptally::queries
