#pragma once

#include <functional>

#include "daemon/api/read_api.h"
#include "daemon/net/router.h"
#include "schema/closed_month.h"

namespace shiptally::api {

/// POST /-/close ?month=2026-10[&without_rate=left_out]: closes it and answers with the row of
/// /api/v1/closes.  `put` stores a closed month and waits; both outlive the listener.
net::Route close_route(ReadApi* read_api, std::function<Result<void>(ClosedMonth)> put);

}  // namespace shiptally::api
