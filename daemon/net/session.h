#pragma once
// One connection, from its first byte to its end.  Included in daemon/net only.

#include <boost/asio/generic/stream_protocol.hpp>
#include <memory>

#include "daemon/net/hall.h"

namespace shiptally::net {

using Stream = boost::asio::generic::stream_protocol;  ///< TCP or unix: one session serves both

/// Enters the hall, serves requests one after the other, leaves.  Keeps itself and the hall alive until then.
/// Io thread.
void serve(std::shared_ptr<Hall> hall, Stream::socket socket, Peer peer);

}  // namespace shiptally::net
