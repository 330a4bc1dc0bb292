#pragma once

#include "daemon/dispatch/dispatch_thread.h"
#include "daemon/net/http.h"

namespace shiptally::api {

/// POST /-/reports ?name=…&month=2026-10: sends that month anew to all targets of the report, and answers
/// {"deliveries":n} once that is on the disk.  `reports` outlives the listener.
net::Route report_route(dispatch::DispatchThread* reports);

}  // namespace shiptally::api
