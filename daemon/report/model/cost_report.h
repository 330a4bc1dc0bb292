#pragma once
// The cost report of a month, from a snapshot: what the command, the API and the scheduled deliveries send.

#include "daemon/queries/context.h"
#include "daemon/report/document.h"
#include "daemon/report/model/model.h"
#include "schema/report_rules.h"

namespace shiptally::report {

/// The report of the UTC month that begins at `month`, from rollups; by the query's as_of from raw rows,
/// where a month that has expired is no data.  The query's filter does not matter.  Each charge's parts are
/// read for FOCUS only: they take memory.  Code::invalid for a month that has not begun.
enum class ChargeParts : bool { left_out, kept };
Result<CostReport> cost_report(const queries::Context& context, const Query& query, Instant month,
                               ChargeParts parts);

/// The same as a file; a MakeReport.
Result<ReportDocument> make_cost_report(const queries::Context& context, const Query& query, Instant month,
                                        ReportFormat format);

}  // namespace shiptally::report
