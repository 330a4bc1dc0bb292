#pragma once
// What a report tells of closed months: whether its own is one, what came after it was closed, and which
// corrections of closed months are booked in it.

#include "daemon/app/read_api.h"
#include "daemon/report/model.h"

namespace shiptally::app {

/// Closes as they were known at the as_of of `context`.  For a closed month also control totals: what was
/// closed and what came since are the lines of `out`, which must be there already.  Corrections of a month
/// that has expired are not told by as_of.
Result<void> add_close(report::CostReport& out, const ReadContext& context);

}  // namespace shiptally::app
