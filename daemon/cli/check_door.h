#pragma once

#include <memory>

#include "daemon/cli/fact_door.h"
#include "schema/base/instant.h"

namespace shiptally::cli {

/// Decodes what is delivered as the daemon would, answers with the rows that it would reject, and stores
/// nothing.  `now` is when the rows arrive.
std::unique_ptr<FactDoor> open_check_door(Instant now);

}  // namespace shiptally::cli
