#pragma once
// Figures of requests and money as tables, columns from the catalogue.  Pure.

#include <span>

#include "daemon/metrics/requests/usage.h"
#include "schema/table.h"

namespace shiptally::expose {

/// Each table begins with `time` and `end_time` of the bucket and a column for each dimension of
/// `group_by`; `groups` come from a UsageFold with the same `group_by`.  A dimension that a request leaves
/// empty (no team known) is null.

/// With token_class in `group_by`, one row a class, and tokens and cost only.
Table cost_table(std::span<const metrics::UsageGroup> groups, std::span<const Dimension> group_by);

/// For these `group_by` has no token_class (see refuse_token_class).
Table latency_table(std::span<const metrics::UsageGroup> groups, std::span<const Dimension> group_by);
Table error_table(std::span<const metrics::UsageGroup> groups, std::span<const Dimension> group_by);

}  // namespace shiptally::expose
