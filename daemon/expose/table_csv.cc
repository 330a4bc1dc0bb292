#include <cmath>

#include "daemon/expose/csv.h"
#include "schema/catalogue.h"
#include "schema/json.h"
#include "schema/utf8.h"

namespace shiptally::expose {
namespace {

constexpr std::string_view kFormulaStarts = "=+-@\t\r";

/// "-0.5": a number, which no spreadsheet takes for a formula.
bool is_decimal(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789";
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::string_view whole = text.substr(0, text.find('.'));
  if (whole.empty() || whole.find_first_not_of(kDigits) != std::string_view::npos) return false;
  if (whole.size() == text.size()) return true;
  text.remove_prefix(whole.size() + 1);
  return !text.empty() && text.find_first_not_of(kDigits) == std::string_view::npos;
}

/// Appends a value as a CSV cell; money as the number to draw.
struct CsvValue {
  std::string& out;

  void operator()(std::monostate) const {}
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { append_json_number(out, value); }
  void operator()(double value) const {
    if (std::isfinite(value)) append_json_number(out, value);
  }
  void operator()(Money value) const { append_json_number(out, value.to_double()); }
  void operator()(Instant value) const { append_json_number(out, to_ms(value)); }
  void operator()(const std::string& value) const { append_csv_text(out, value); }
  void operator()(const std::vector<std::string>& value) const {
    std::string joined;
    for (const std::string& item : value) {
      if (!joined.empty()) joined += ' ';
      joined += item;
    }
    append_csv_text(out, joined);
  }
};

void append_header(std::string& out, const Table& table) {
  for (const Column* column : table.columns) {
    if (!out.empty()) out += ',';
    out += column->name;
    if (column->type == ColumnType::money) out.append(",").append(column->name).append("_exact");
  }
  out += "\r\n";
}

void append_row(std::string& out, const Table& table, const std::vector<Value>& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out += ',';
    std::visit(CsvValue{out}, row[i]);
    if (table.columns[i]->type != ColumnType::money) continue;
    out += ',';
    if (const Money* money = std::get_if<Money>(&row[i])) out += money->str();
  }
  out += "\r\n";
}

}  // namespace

void append_csv_text(std::string& out, std::string_view text) {
  std::string cell = valid_utf8(text);
  if (!cell.empty() && kFormulaStarts.find(cell.front()) != std::string_view::npos && !is_decimal(cell))
    cell.insert(0, 1, '\'');
  if (cell.find_first_of(",\"\r\n") == std::string::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string to_csv(const Table& table) {
  std::string out;
  append_header(out, table);
  for (const auto& row : table.rows) append_row(out, table, row);
  return out;
}

}  // namespace shiptally::expose
