#include "daemon/expose/tables/json.h"
#include "schema/base/json.h"
#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

/// Appends a value of the table as JSON; money as the number to draw.
struct JsonValue {
  std::string& out;

  void operator()(std::monostate) const { out += "null"; }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { append_json_number(out, value); }
  void operator()(double value) const { append_json_number(out, value); }
  void operator()(Money value) const { append_json_number(out, value.to_double()); }
  void operator()(Instant value) const { append_json_number(out, to_ms(value)); }
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

void append_key(std::string& out, std::string_view name, std::string_view suffix = "") {
  if (out.back() != '{') out += ',';
  out += '"';
  out += name;  // the catalogue's names need no escape
  out += suffix;
  out += "\":";
}

void append_exact(std::string& out, const Value& value) {
  if (const Money* money = std::get_if<Money>(&value))
    append_json_string(out, money->str());
  else
    out += "null";
}

void append_json_row(std::string& out, const Table& table, const std::vector<Value>& row) {
  out += '{';
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Column& column = *table.columns[i];
    append_key(out, column.name);
    std::visit(JsonValue{out}, row[i]);
    if (column.type != ColumnType::money) continue;
    append_key(out, column.name, "_exact");
    append_exact(out, row[i]);
  }
  out += '}';
}

}  // namespace

std::string to_json(const Table& table) {
  constexpr std::size_t kBytesPerValue = 24;  // about, key included
  std::string out = "[";
  out.reserve(table.rows.size() * table.columns.size() * kBytesPerValue);
  for (const auto& row : table.rows) {
    if (out.size() > 1) out += ",\n";
    append_json_row(out, table, row);
    bound_text(out);
  }
  out += ']';
  return out;
}

}  // namespace shiptally::expose
