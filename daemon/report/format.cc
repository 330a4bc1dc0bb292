#include "daemon/report/format.h"

#include "daemon/report/wording.h"

namespace shiptally::report {
namespace {

struct Known {
  FileFormat format;
  std::string_view name, ending, type;
};

constexpr Known kFormats[] = {
    {FileFormat::csv, "csv", ".csv", "text/csv; charset=utf-8; header=present"},
    {FileFormat::xlsx, "xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {FileFormat::html, "html", ".html", "text/html; charset=utf-8"},
    {FileFormat::focus, "focus", ".focus.csv", "text/csv; charset=utf-8; header=present"},
    {FileFormat::json, "json", ".json", "application/json"},
};

const Known& known(FileFormat format) { return kFormats[static_cast<std::size_t>(format)]; }

}  // namespace

std::optional<FileFormat> file_format(std::string_view name) {
  for (const Known& k : kFormats)
    if (k.name == name) return k.format;
  return std::nullopt;
}

Result<std::string> render(const CostReport& report, FileFormat format) {
  switch (format) {
    case FileFormat::csv:
      return to_csv(report);
    case FileFormat::xlsx:
      return to_xlsx(report);
    case FileFormat::html:
      return to_html(report);
    case FileFormat::focus:
      return to_focus(report);
    case FileFormat::json:
      break;
  }
  return to_json(report);
}

std::string_view content_type(FileFormat format) { return known(format).type; }

std::string file_name(const CostReport& report, FileFormat format) {
  return "shiptally-cost-" + iso_month(report.month) + std::string(known(format).ending);
}

}  // namespace shiptally::report
