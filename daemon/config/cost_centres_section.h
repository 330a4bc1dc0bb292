#pragma once
// The section `cost_centres`: what teams and services are booked to.

#include "daemon/config/value.h"
#include "schema/money_rules.h"

namespace shiptally::config {

Reader cost_centres_section(std::vector<CostCentre>& centres);

}  // namespace shiptally::config
