#pragma once

#include <functional>

#include "daemon/ingest/pollers.h"
#include "daemon/net/router.h"

namespace shiptally::api {

/// GET /api/v1/pollers: where the reading of each provider report stands.  `pollers` outlives the listener.
net::Route pollers_route(const ingest::Pollers* pollers, std::function<Instant()> now);

}  // namespace shiptally::api
