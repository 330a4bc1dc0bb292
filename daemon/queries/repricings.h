#pragma once

#include <optional>
#include <vector>

#include "daemon/queries/context.h"
#include "schema/parameters.h"
#include "schema/repricing.h"

namespace shiptally::queries {

/// What a run changed on a UTC day of a model.
struct RepricingRow {
  Repricing run;
  std::optional<RepricingChange> change;  ///< none: the run changed nothing
};

/// Runs that began in the window, the latest first, their days ascending; paged by row.
Result<std::vector<RepricingRow>> repricings(const Context& context, const Parameters& parameters);

}  // namespace shiptally::queries
