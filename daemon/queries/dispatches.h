#pragma once

#include <vector>

#include "daemon/queries/context.h"
#include "schema/parameters.h"
#include "schema/report_delivery.h"

namespace shiptally::queries {

/// Dispatches of reports that began in the query's window, the latest first, paged.
Result<std::vector<ReportDelivery>> dispatches(const Context& context, const Parameters& parameters);

}  // namespace shiptally::queries
