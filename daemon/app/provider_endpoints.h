#pragma once
// Endpoints about what providers tell of themselves.

#include "daemon/app/read_api.h"

namespace shiptally::app {

Result<Table> provider_usage(const ReadContext& context);

}  // namespace shiptally::app
