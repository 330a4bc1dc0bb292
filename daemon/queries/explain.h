#pragma once

#include "daemon/metrics/stats/explanation.h"
#include "daemon/queries/context.h"
#include "schema/parameters.h"

namespace shiptally::queries {

/// How a figure came about, down to its events.  Code::invalid for one that nobody knows, with those that are
/// known.
Result<metrics::Explanation> explain(const Context& context, const Parameters& parameters);

}  // namespace shiptally::queries
