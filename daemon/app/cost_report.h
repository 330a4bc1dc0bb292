#pragma once
// The cost report of a month, from a snapshot: what the command, the API and the scheduled deliveries send.

#include "daemon/app/read_api.h"
#include "daemon/app/report_document.h"
#include "daemon/report/model.h"
#include "schema/report_rules.h"

namespace shiptally::app {

/// The report of the UTC month that begins at `month`, from rollups; by the query's as_of from raw rows,
/// where a month that has expired is no data.  The query's filter does not matter.  Each charge's parts are
/// read for FOCUS only: they take memory.  Code::invalid for a month that has not begun.
enum class ChargeParts : bool { left_out, kept };
Result<report::CostReport> cost_report(const ReadContext& context, Instant month, ChargeParts parts);

/// The same as a file; a MakeReport.
Result<ReportDocument> make_cost_report(const ReadContext& context, Instant month, ReportFormat format);

/// GET /api/v1/report ?month=2026-10&format=…
Result<ReportDocument> cost_report_file(const ReadContext& context);

}  // namespace shiptally::app
