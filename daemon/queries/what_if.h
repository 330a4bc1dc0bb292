#pragma once

#include <string>
#include <vector>

#include "daemon/metrics/requests/usage_rows.h"
#include "daemon/queries/context.h"
#include "schema/parameters.h"

namespace shiptally::queries {

struct WhatIfRow {
  metrics::RowKey key;
  std::int64_t requests = 0;  ///< compared
  std::int64_t left_out = 0;  ///< without a price as they were, or in the scenario; in neither amount
  Money actual, scenario;
};

struct WhatIf {
  std::vector<WhatIfRow> rows;
  std::string assumption;  ///< what the scenario changes, for a person
};

/// Reads every raw request of the window: Code::unavailable when the query's deadline does not do for that.
Result<WhatIf> what_if(const Context& context, const Parameters& parameters);

}  // namespace shiptally::queries
