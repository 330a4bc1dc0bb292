#pragma once
// The configuration as the layers want it: each has options of its own and knows no configuration.

#include <functional>

#include "daemon/config/config.h"
#include "daemon/net/server.h"
#include "daemon/store/store.h"

namespace shiptally::app {

/// How long what arrives may wait to be written before it is refused.
ByUrgency<Millis> wait_max(const config::Limits& limits);

/// Callbacks are left to the caller, but for notices, which go to the log.
store::Options store_options(const config::Config& config, std::function<Instant()> now);

net::ServerOptions server_options(const config::Config& config);

}  // namespace shiptally::app
