#include "daemon/report/formats/format.h"

#include "daemon/report/formats/wording.h"

namespace shiptally::report {
namespace {

struct Known {
  std::string_view ending, type;
};

/// In the order of ReportFormat.
constexpr Known kFormats[] = {
    {".html", "text/html; charset=utf-8"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {".csv", "text/csv; charset=utf-8; header=present"},
    {".json", "application/json"},
    {".focus.csv", "text/csv; charset=utf-8; header=present"},
};
static_assert(std::size(kFormats) == kReportFormats.size());

const Known& known(ReportFormat format) { return kFormats[static_cast<std::size_t>(format)]; }

}  // namespace

Result<std::string> render(const CostReport& report, ReportFormat format) {
  switch (format) {
    case ReportFormat::csv:
      return to_csv(report);
    case ReportFormat::xlsx:
      return to_xlsx(report);
    case ReportFormat::html:
      return to_html(report);
    case ReportFormat::focus:
      return to_focus(report);
    case ReportFormat::json:
      break;
  }
  return to_json(report);
}

std::string_view content_type(ReportFormat format) { return known(format).type; }

std::string file_name(const CostReport& report, ReportFormat format) {
  return "shiptally-cost-" + iso_month(report.month) + std::string(known(format).ending);
}

}  // namespace shiptally::report
