#pragma once
// The daemon's own pipeline without its sockets, for when no daemon runs.
//
// Reading, decoding and storing overlap: the caller reads, one thread decodes, the store's writer commits.
// A delivery goes to the writer only after the one before it is on the disk.  So a cursor never passes rows
// that are not stored, and the writer loses no time: the next delivery is decoded by then.

#include <memory>

#include "daemon/cli/fact_door.h"
#include "daemon/config/config.h"

namespace shiptally::cli {

/// Takes the data directory for itself: Code::in_use when a daemon has it.
Result<std::unique_ptr<FactDoor>> open_offline_door(const config::Config& config);

}  // namespace shiptally::cli
