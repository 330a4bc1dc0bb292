#pragma once

#include "daemon/app/read_api.h"

namespace shiptally::app {

/// Cost by request, thousand tokens, user and deployment.
Result<Table> unit_costs(const ReadContext& context);

}  // namespace shiptally::app
