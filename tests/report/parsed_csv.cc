#include "tests/report/parsed_csv.h"

#include <gtest/gtest.h>

namespace shiptally::report {
namespace {

/// Cells of the line that `text` begins with; takes it off.
std::vector<std::string> take_line(std::string_view& text) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && text.substr(i + 1).starts_with('"')) {
      cells.back() += c;
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      cells.emplace_back();
    } else if (!quoted && text.substr(i).starts_with("\r\n")) {
      text.remove_prefix(i + 2);
      return cells;
    } else {
      cells.back() += c;
    }
  }
  ADD_FAILURE() << "a line without an end: " << text;
  text = {};
  return cells;
}

}  // namespace

std::vector<CsvRow> parsed_csv(std::string_view text) {
  const std::vector<std::string> header = take_line(text);
  std::vector<CsvRow> out;
  while (!text.empty()) {
    const std::vector<std::string> cells = take_line(text);
    EXPECT_EQ(cells.size(), header.size());
    CsvRow row;
    for (std::size_t i = 0; i < std::min(cells.size(), header.size()); ++i) row[header[i]] = cells[i];
    EXPECT_EQ(row.size(), header.size()) << "a column twice";
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace shiptally::report
