#pragma once

#include "daemon/config/value.h"
#include "schema/money_rules.h"

namespace shiptally::config {

/// fx.rates and fx.files.  The rates come in the file's order; exchange_rates() sorts them.
Reader fx_section(FxTable& rates, std::vector<std::string>& files, std::string_view credentials_directory);

}  // namespace shiptally::config
