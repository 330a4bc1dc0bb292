#pragma once
// Explains a delivery figure: the definition and the facts behind one number.

#include <string_view>

#include "daemon/metrics/delivery/evidence.h"
#include "daemon/metrics/delivery/figures.h"

namespace shiptally::metrics {

/// The figure over the query's whole window and filters; `bucket` and `group_by` play no part.  `metric` is a
/// name of explained_figures(), its alias or its column.  Code::invalid for another name (the message lists
/// them) or a query that delivery cannot answer.  The reading is by the query's profile.
Result<Explanation> explain_delivery(std::string_view metric, const Reading& reading, const Query& query);
Result<Explanation> explain_delivery(std::string_view metric, DeliveryFacts facts, const Query& query,
                                     const DeliveryRules& rules);

/// Value, observations and exclusions of one group and bucket.
Explanation explain(const Figure& figure, const Evidence& evidence);

}  // namespace shiptally::metrics
