#pragma once
// The report as a file.  Pure, independent of the locale, the same bytes for the same report; only xlsx can
// fail, when the system has no memory for its temporary files.

#include <string>
#include <string_view>

#include "daemon/report/model/model.h"
#include "schema/base/result.h"
#include "schema/report_rules.h"

namespace shiptally::report {

Result<std::string> render(const CostReport& report, ReportFormat format);
std::string_view content_type(ReportFormat format);
/// "shiptally-cost-2026-10.xlsx"
std::string file_name(const CostReport& report, ReportFormat format);

/// What the report says, as one line of JSON: figures, price book and state, but not when, by which program
/// and for which question it was made.  The hash is of this, so that the same facts have the same hash in
/// every format; in the file that to_json() writes it stands under "content", as it is here.
std::string content(const CostReport& report);

/// An object with "content" and "provenance".  Sections are arrays of flat objects; amounts are exact
/// decimals as text (…_usd_exact), ratios numbers, dates "2026-10-31", no data null.
std::string to_json(const CostReport& report);

/// RFC 4180: one table with the columns of all sections, the first tells the section.  Amounts are exact
/// decimals; texts are safe to open in a spreadsheet.
std::string to_csv(const CostReport& report);

/// A workbook: numbers are numbers, dates are dates, totals are formulas.
Result<std::string> to_xlsx(const CostReport& report);

/// A page that stands alone: no script, nothing fetched, charts drawn as SVG, made to be printed on A4.
std::string to_html(const CostReport& report);

/// FOCUS 1.2 (focus_columns.h): one row a part of a charge that a team and service bear, in USD, so that
/// BilledCost adds up to what was billed.  Texts are as the bill has them: this is for programs.
std::string to_focus(const CostReport& report);

}  // namespace shiptally::report
