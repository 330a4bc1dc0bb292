#pragma once
// The section `providers`: accounts whose reports of usage and costs are asked for.

#include "daemon/config/value.h"
#include "schema/provider_account.h"

namespace shiptally::config {

Reader into_providers(std::vector<ProviderAccount>& out, std::string_view credentials_directory);

}  // namespace shiptally::config
