#pragma once
// The section `reconciliation`: from which drift on bill and logs disagree.

#include "daemon/config/value.h"
#include "schema/money_rules.h"

namespace shiptally::config {

Reader reconciliation_section(MoneyRules& money);

}  // namespace shiptally::config
