#include "schema/csv.h"

#include "schema/utf8.h"

namespace shiptally {
namespace {

constexpr std::string_view kFormulaStarts = "=+-@\t\r";

void append_cell(std::string& out, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
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

}  // namespace

void append_csv_text(std::string& out, std::string_view text) {
  std::string cell = valid_utf8(text);
  if (!cell.empty() && kFormulaStarts.find(cell.front()) != std::string_view::npos) cell.insert(0, 1, '\'');
  append_cell(out, cell);
}

void append_plain_csv_text(std::string& out, std::string_view text) { append_cell(out, valid_utf8(text)); }

}  // namespace shiptally
