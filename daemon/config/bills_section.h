#pragma once
// The section `bills`: what the columns and tags of bills stand for.

#include "daemon/config/value.h"
#include "schema/bill_mapping.h"

namespace shiptally::config {

Reader bills_section(BillRules& bills);

}  // namespace shiptally::config
