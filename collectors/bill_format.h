#pragma once
// Which column of a bill says what.

#include <string>
#include <vector>

namespace shiptally::collectors {

/// A field of a charge (schema/events/charge.json, its generic form) and where it comes from.
struct BillField {
  std::string field;
  std::vector<std::string> columns;  ///< the first one with a value in it tells
  bool required = false;             ///< the file must have one of the columns
};

struct BillFormat {
  std::string source;  ///< of the charges' keys
  std::vector<BillField> fields;
  std::string tags;  ///< column with a JSON object of tags; empty: none
  std::vector<std::string> team_tags = {"team"}, service_tags = {"service"};  ///< the first one given tells
};

/// FOCUS 1.0 to 1.3.  The model is in no column of these; x_ModelId is what later drafts call ModelId.
BillFormat focus_format();

}  // namespace shiptally::collectors
