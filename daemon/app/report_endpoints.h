#pragma once

#include "daemon/app/read_api.h"
#include "daemon/app/report_thread.h"
#include "daemon/net/http.h"

namespace shiptally::app {

/// GET /api/v1/report_deliveries
Result<Table> report_deliveries(const ReadContext& context);

/// POST /-/reports ?name=…&month=2026-10: sends that month anew to all targets of the report, and answers
/// {"deliveries":n} once that is on the disk.  `reports` outlives the listener.
net::Route report_route(ReportThread* reports);

}  // namespace shiptally::app
