#pragma once
// Explains a delivery figure: the definition and the facts behind one number.

#include <span>
#include <string_view>

#include "daemon/metrics/delivery/slices.h"
#include "daemon/metrics/stats/days.h"
#include "daemon/metrics/stats/explanation.h"

namespace shiptally::metrics {

/// Names of the delivery figures that can be explained, sorted.
std::span<const std::string_view> delivery_metrics();

/// The figure over the query's whole window and filters; `bucket` and `group_by` play no part.  `metric` is a
/// name of delivery_metrics(), also as the column is called (with "_seconds"); "lead_time" is its median.
/// Code::invalid for another name (the message lists them) or a query that delivery cannot answer.
/// The reading is by the query's profile.
Result<Explanation> explain_delivery(std::string_view metric, const Reading& reading, const Query& query);
/// Value, observations and exclusions of one group and bucket; `metric` is a name of delivery_metrics().
Explanation explain_slice(std::string_view metric, const Reading& reading, const Slice& slice,
                          const Days& days);
Result<Explanation> explain_delivery(std::string_view metric, DeliveryFacts facts, const Query& query,
                                     const DeliveryRules& rules);

}  // namespace shiptally::metrics
