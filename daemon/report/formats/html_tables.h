#pragma once
// Sections as HTML tables.  Pure.

#include <string>

#include "daemon/report/formats/sections.h"

namespace shiptally::report {

/// A heading, the section's note and its table; without rows a sentence that says so.  Amounts are rounded to
/// cents, and each tells its exact value when pointed at.
std::string html_section(const Section& section);

}  // namespace shiptally::report
