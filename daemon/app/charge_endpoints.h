#pragma once

#include "daemon/app/read_api.h"

namespace shiptally::app {

/// GET /api/v1/charges: charges whose period overlaps the window, and those on the invoice of a UTC month in
/// it.
Result<Table> charges(const ReadContext& context);

}  // namespace shiptally::app
