#pragma once
// The section `names`: what senders' words stand for, and who owns what when.

#include "daemon/config/value.h"
#include "schema/name_rules.h"

namespace shiptally::config {

Reader names_section(NameRules& names);

}  // namespace shiptally::config
