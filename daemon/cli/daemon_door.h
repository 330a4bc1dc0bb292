#pragma once
// The running daemon, over its unix socket.  Two connections, so that one delivery is sent and decoded while
// the other is stored; which of the two is on the disk first is not known.

#include <functional>
#include <memory>

#include "daemon/cli/fact_door.h"
#include "schema/base/instant.h"

namespace shiptally::cli {

/// A daemon that is full, out of disk or away for a restart (429, 503, no connection) is asked again after
/// its Retry-After, for some minutes.  `wait` blocks that long.
std::unique_ptr<FactDoor> open_daemon_door(const std::string& data_dir, std::function<void(Millis)> wait);

}  // namespace shiptally::cli
