#include "schema/base/csv.h"

#include <algorithm>

#include "daemon/report/formats/cells.h"
#include "daemon/report/formats/format.h"
#include "schema/answer_bounds.h"
#include "schema/base/json.h"

namespace shiptally::report {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

struct CsvCell {
  std::string& out;
  Kind kind;

  void operator()(std::monostate) const {}
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { append_json_number(out, value); }
  void operator()(double value) const { append_json_number(out, value); }
  void operator()(Money value) const { out += value.str(); }
  void operator()(Instant value) const { out += time_text(value, kind); }
  void operator()(const std::string& value) const { append_csv_text(out, value); }
  void operator()(const std::vector<std::string>& value) const {
    for (const std::string& text : value) append_csv_text(out, text);
  }
};

/// The names of all columns, each once, in the order in which the sections bring them.
std::vector<std::string> header(const std::vector<Section>& all) {
  std::vector<std::string> out;
  for (const Section& section : all)
    for (const SectionColumn& column : section.columns)
      if (std::find(out.begin(), out.end(), exact_name(column)) == out.end())
        out.push_back(exact_name(column));
  return out;
}

/// Which column of the section stands in each column of the file; beyond its columns: none.
std::vector<std::size_t> places(const std::vector<std::string>& names, const Section& section) {
  std::vector<std::size_t> out;
  for (const std::string& name : names)
    out.push_back(static_cast<std::size_t>(
        std::find_if(section.columns.begin(), section.columns.end(),
                     [&](const SectionColumn& column) { return exact_name(column) == name; }) -
        section.columns.begin()));
  return out;
}

}  // namespace

std::string to_csv(const CostReport& report) {
  const std::vector<Section> all = sections(report);
  const std::vector<std::string> names = header(all);
  std::string out = "section";
  for (const std::string& name : names) out.append(",").append(name);
  out += kLineEnd;
  for (const Section& section : all) {
    const std::vector<std::size_t> columns = places(names, section);
    for (const std::vector<Value>& row : section.rows) {
      out += section.name;
      for (const std::size_t i : columns) {
        out += ',';
        if (i < row.size()) std::visit(CsvCell{out, section.columns[i].kind}, row[i]);
      }
      out += kLineEnd;
      bound_text(out, kReportBytesMax);
    }
  }
  return out;
}

}  // namespace shiptally::report
