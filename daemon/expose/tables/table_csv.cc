#include <cmath>

#include "daemon/expose/tables/csv.h"
#include "schema/base/csv.h"
#include "schema/base/json.h"
#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

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

void append_csv_row(std::string& out, const Table& table, const std::vector<Value>& row) {
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

std::string to_csv(const Table& table) {
  std::string out;
  append_header(out, table);
  for (const auto& row : table.rows) {
    append_csv_row(out, table, row);
    bound_text(out);
  }
  return out;
}

}  // namespace shiptally::expose
