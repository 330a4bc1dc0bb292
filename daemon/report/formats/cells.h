#pragma once
// Cells of sections as text for programs.

#include <string>

#include "daemon/report/formats/sections.h"

namespace shiptally::report {

/// "2026-10-31", "2026-10" or RFC 3339, by the column.
std::string time_text(Instant t, Kind kind);

/// How JSON and CSV call the column: amounts are exact decimals there.
std::string exact_name(const SectionColumn& column);

}  // namespace shiptally::report
