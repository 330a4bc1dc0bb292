#pragma once
// Which cost centre bears what a team or service costs.  Pure.

#include <span>
#include <string_view>

#include "schema/money_rules.h"

namespace shiptally::metrics {

/// The first centre that names the service; else the first that names the team; else none.  Points into
/// `centres`.  An empty name fits no centre.
const CostCentre* cost_centre_of(std::span<const CostCentre> centres, std::string_view team,
                                 std::string_view service);

}  // namespace shiptally::metrics
