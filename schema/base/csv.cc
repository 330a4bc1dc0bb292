#include "schema/base/csv.h"

#include <algorithm>

#include "schema/base/utf8.h"

namespace shiptally {
namespace {

constexpr std::string_view kFormulaStarts = "=+-@\t\r";

/// "-0.5", "-1E-7": a number, which no spreadsheet takes for a formula.
bool is_decimal(std::string_view text) {
  const auto digits = [&text] {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count > 0;
  };
  const auto skip = [&text](std::string_view any) {
    const bool there = !text.empty() && any.find(text.front()) != std::string_view::npos;
    if (there) text.remove_prefix(1);
    return there;
  };
  skip("-");
  if (!digits()) return false;
  if (skip(".") && !digits()) return false;
  if (skip("eE") && (skip("+-"), !digits())) return false;
  return text.empty();
}

/// Also behind the spaces, line breaks and quotes that some programs drop before they look.
bool is_formula(std::string_view cell) {
  const std::size_t first = std::min(cell.find_first_not_of(" \n\""), cell.size());
  cell.remove_prefix(first);
  return !cell.empty() && kFormulaStarts.find(cell.front()) != std::string_view::npos && !is_decimal(cell);
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
  if (is_formula(cell)) cell.insert(0, 1, '\'');
  append_cell(out, cell);
}

}  // namespace shiptally
