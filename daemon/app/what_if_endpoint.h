#pragma once

#include "daemon/app/read_api.h"

namespace shiptally::app {

/// Reads every raw request of the window: Code::unavailable when the query's deadline does not do for that.
Result<Table> what_if(const ReadContext& context);

}  // namespace shiptally::app
