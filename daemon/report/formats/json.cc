#include "schema/base/json.h"

#include "daemon/report/formats/cells.h"
#include "daemon/report/formats/format.h"
#include "daemon/report/formats/wording.h"
#include "schema/answer_bounds.h"

namespace shiptally::report {
namespace {

struct JsonCell {
  std::string& out;
  Kind kind;

  void operator()(std::monostate) const { out += "null"; }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { append_json_number(out, value); }
  void operator()(double value) const { append_json_number(out, value); }
  void operator()(Money value) const { append_json_string(out, value.str()); }
  void operator()(Instant value) const { append_json_string(out, time_text(value, kind)); }
  void operator()(const std::string& value) const { append_json_string(out, value); }
  void operator()(const std::vector<std::string>& value) const {
    out += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0) out += ',';
      append_json_string(out, value[i]);
    }
    out += ']';
  }
};

void append_object(std::string& out, const Section& section, const std::vector<Value>& row) {
  out += '{';
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, exact_name(section.columns[i]));
    out += ':';
    std::visit(JsonCell{out, section.columns[i].kind}, row[i]);
  }
  out += '}';
}

void append_section(std::string& out, const Section& section) {
  append_json_string(out, section.name);
  out += ":[";
  for (std::size_t i = 0; i < section.rows.size(); ++i) {
    if (i > 0) out += ',';
    append_object(out, section, section.rows[i]);
    bound_text(out, kReportBytesMax);
  }
  out += ']';
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  append_json_string(out, name);
  out += ':';
  append_json_string(out, value);
}

}  // namespace

std::string content(const CostReport& report) {
  std::string out = "{";
  append_member(out, "report", "cost");
  out += ',';
  append_member(out, "month", iso_month(report.month));
  out += ',';
  append_member(out, "currency", "USD");
  out += ',';
  append_member(out, "rules", report.rules);
  out += ",\"close_hash\":";
  if (report.close)
    append_json_string(out, report.close->hash);
  else
    out += "null";
  for (const Section& section : content_sections(report)) {
    out += ',';
    append_section(out, section);
  }
  out += '}';
  return out;
}

std::string to_json(const CostReport& report) {
  std::string out = "{\"content\":" + content(report) + ",\"provenance\":{";
  bool first = true;
  for (const std::vector<Value>& row : provenance_section(report).rows) {
    if (!first) out += ',';
    first = false;
    append_member(out, std::get<std::string>(row[0]), std::get<std::string>(row[1]));
  }
  out += "}}\n";
  return out;
}

}  // namespace shiptally::report
