#pragma once

#include <functional>

#include "daemon/app/read_api.h"
#include "daemon/app/report_document.h"
#include "schema/report_rules.h"

namespace shiptally::app {

/// Makes the report of a month out of a snapshot, in one format.  On a query thread.
using MakeReport =
    std::function<Result<ReportDocument>(const ReadContext& context, Instant month, ReportFormat format)>;

/// The same for a thread without a snapshot, which waits for a query thread.  Code::overloaded or
/// Code::unavailable when none can do it now.  `read_api` outlives the function.
std::function<Result<ReportDocument>(Instant month, ReportFormat format)> on_query_thread(ReadApi& read_api,
                                                                                          MakeReport make);

}  // namespace shiptally::app
