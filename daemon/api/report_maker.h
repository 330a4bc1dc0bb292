#pragma once

#include <functional>

#include "daemon/api/read_api.h"
#include "daemon/report/document.h"
#include "schema/report_rules.h"

namespace shiptally::api {

/// Makes the report of a month out of a snapshot, in one format.  On a query thread.
using MakeReport = std::function<Result<report::ReportDocument>(
    const queries::Context& context, const Query& query, Instant month, ReportFormat format)>;

/// The same for a thread without a snapshot, which waits for a query thread.  Code::overloaded or
/// Code::unavailable when none can do it now.  `read_api` outlives the function.
std::function<Result<report::ReportDocument>(Instant month, ReportFormat format)> on_query_thread(
    ReadApi& read_api, MakeReport make);

}  // namespace shiptally::api
