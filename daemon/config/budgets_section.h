#pragma once
// The section `budgets`: what may be spent on what.

#include "daemon/config/value.h"
#include "schema/money_rules.h"

namespace shiptally::config {

Reader budgets_section(std::vector<Budget>& budgets);

}  // namespace shiptally::config
