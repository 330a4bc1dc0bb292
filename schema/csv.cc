#include "schema/csv.h"

#include "schema/utf8.h"

namespace shiptally {
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
  if (!cell.empty() && kFormulaStarts.find(cell.front()) != std::string_view::npos && !is_decimal(cell))
    cell.insert(0, 1, '\'');
  append_cell(out, cell);
}

void append_plain_csv_text(std::string& out, std::string_view text) { append_cell(out, valid_utf8(text)); }

}  // namespace shiptally
