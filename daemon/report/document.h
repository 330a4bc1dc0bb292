#pragma once

#include <string>

namespace shiptally::report {

/// A report of a month in one format, as it is sent.
struct ReportDocument {
  std::string file_name;  ///< plain ASCII, no directory
  std::string content_type;
  std::string bytes;
};

}  // namespace shiptally::report
