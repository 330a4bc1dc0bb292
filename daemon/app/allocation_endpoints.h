#pragma once
// Endpoints of who bears which cost.

#include "daemon/app/read_api.h"

namespace shiptally::app {

Result<Table> allocation(const ReadContext& context);

}  // namespace shiptally::app
