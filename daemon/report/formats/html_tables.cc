#include "daemon/report/formats/html_tables.h"

#include <cmath>

#include "daemon/report/formats/cells.h"
#include "daemon/report/formats/wording.h"
#include "schema/answer_bounds.h"

namespace shiptally::report {
namespace {

bool numeric(Kind kind) {
  return kind == Kind::count || kind == Kind::money || kind == Kind::ratio || kind == Kind::mixed;
}

/// A cell's content as a person reads it.
struct HtmlCell {
  Kind kind;

  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(bool value) const { return value ? "yes" : "no"; }
  std::string operator()(std::int64_t value) const { return grouped_digits(value); }
  std::string operator()(double value) const { return percent(std::llround(value * 1e6)); }
  std::string operator()(Money value) const {
    return dollars(value, kind == Kind::mixed && is_small(value) ? kSmallDecimals : 2);
  }
  std::string operator()(Instant value) const { return time_text(value, kind); }
  std::string operator()(const std::string& value) const { return html_escaped(value); }
  std::string operator()(const std::vector<std::string>& value) const {
    std::string out;
    for (const std::string& text : value) out += html_escaped(text) + " ";
    return out;
  }
};

void append_cell(std::string& out, const Value& value, Kind kind, std::string_view blank) {
  out += "<td";
  const auto* money = std::get_if<Money>(&value);
  const bool negative = money != nullptr && *money < Money();
  if (numeric(kind)) out += negative ? " class=\"n neg\"" : " class=\"n\"";
  if (kind == Kind::date || kind == Kind::month) out += " class=\"t\"";
  if (money != nullptr) out += " title=\"" + money->str() + "\"";
  out += ">";
  if (std::holds_alternative<std::monostate>(value))
    out += blank;
  else
    out += std::visit(HtmlCell{kind}, value);
  out += "</td>";
}

void append_table_row(std::string& out, const Section& section, const std::vector<Value>& row) {
  out += "<tr>";
  for (std::size_t i = 0; i < row.size(); ++i) {
    const SectionColumn& column = section.columns[i];
    append_cell(out, row[i], column.kind, column.blank.empty() ? kNothing : column.blank);
  }
  out += "</tr>\n";
}

void append_totals(std::string& out, const Section& section) {
  out += "<tr>";
  for (std::size_t i = 0; i < section.totals.size(); ++i)
    append_cell(out, section.totals[i], section.columns[i].kind, {});
  out += "</tr>\n";
}

}  // namespace

std::string html_section(const Section& section) {
  std::string out = "<section id=\"" + std::string(section.name) + "\">\n<h2>" + html_escaped(section.title) +
                    "</h2>\n<p class=\"note\">" + html_escaped(section.note) + "</p>\n";
  if (section.rows.empty()) return out + "<p>None.</p>\n</section>\n";
  out += "<table>\n<thead><tr>";
  for (const SectionColumn& column : section.columns) {
    out += numeric(column.kind) ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">";
    out += html_escaped(column.title) + "</th>";
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : section.rows) {
    append_table_row(out, section, row);
    bound_text(out, kReportBytesMax);
  }
  out += "</tbody>\n";
  if (!section.totals.empty()) {
    // Not a tfoot: browsers repeat that on every page of a print.
    out += "<tbody class=\"total\">\n";
    append_totals(out, section);
    out += "</tbody>\n";
  }
  return out + "</table>\n</section>\n";
}

}  // namespace shiptally::report
