#pragma once
// The section `allocation`: who bears charges that nobody's usage explains.

#include "daemon/config/value.h"
#include "schema/money_rules.h"

namespace shiptally::config {

Reader allocation_section(std::vector<AllocationRule>& rules);

}  // namespace shiptally::config
