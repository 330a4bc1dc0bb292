#pragma once
// CSV read back: a second opinion on what was written.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace shiptally::report {

using CsvRow = std::map<std::string, std::string>;  ///< by column

/// Fails the test when a row has another number of cells than the header, or a line does not end with CR LF.
std::vector<CsvRow> parsed_csv(std::string_view text);

}  // namespace shiptally::report
