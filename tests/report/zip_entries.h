#pragma once
// The files in a zip archive: enough of the format to look into a spreadsheet.

#include <map>
#include <string>
#include <string_view>

namespace shiptally::report {

/// Contents by name; fails the test for an archive that it cannot read.
std::map<std::string, std::string> zip_entries(std::string_view archive);

}  // namespace shiptally::report
