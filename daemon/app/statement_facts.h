#pragma once
// The statement of a month, read out of a snapshot.

#include "daemon/app/read_api.h"
#include "daemon/metrics/money/statement.h"

namespace shiptally::app {

/// The statement of the UTC month that begins at `month`, as known `as_of` (none: now).  Requests come from
/// rollups, or by as_of from raw rows (Code::invalid where those have expired).  The query of `context`, its
/// filter included, does not matter.
Result<metrics::Statement> statement_of(const ReadContext& context, Instant month,
                                        std::optional<Instant> as_of);

}  // namespace shiptally::app
