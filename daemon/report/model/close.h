#pragma once
// What a report tells of closed months: whether its own is one, what came after it was closed, and which
// corrections of closed months are booked in it.

#include "daemon/queries/context.h"
#include "daemon/report/model/model.h"

namespace shiptally::report {

/// Closes as they were known at the as_of of `context`.  For a closed month also control totals: what was
/// closed and what came since are the lines of `out`, which must be there already.  Corrections of a month
/// that has expired are not told by as_of.
Result<void> add_close(CostReport& out, const queries::Context& context, const Query& query);

}  // namespace shiptally::report
