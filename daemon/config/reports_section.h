#pragma once
// The section `reports`: which are made each month, and who gets them.

#include <string_view>
#include <vector>

#include "daemon/config/value.h"
#include "schema/report_rules.h"

namespace shiptally::config {

/// `credentials_directory` outlives the reader.
Reader reports_section(std::vector<ReportRule>& reports, std::string_view credentials_directory);

}  // namespace shiptally::config
