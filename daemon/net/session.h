#pragma once
// One connection, from its first byte to its end.  Included in daemon/net only.

#include <memory>

#include "daemon/net/connection.h"
#include "daemon/net/hall.h"

namespace shiptally::net {

/// Enters the hall, serves requests one after the other, leaves.  Keeps itself and the hall alive until then.
/// Io thread.
void serve(std::shared_ptr<Hall> hall, Stream::socket socket, Peer peer);

}  // namespace shiptally::net
