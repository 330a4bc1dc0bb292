#pragma once
// Which column of a bill says what.

#include <optional>
#include <string>
#include <vector>

#include "schema/bill_mapping.h"

namespace shiptally::collectors {

/// A field of a charge (schema/events/charge.json, its generic form) and where it comes from.
struct BillField {
  std::string field;
  std::vector<std::string> columns;  ///< the first one with a value in it tells
  bool required = false;             ///< the file must have one of the columns
  std::string value = {};            ///< where none of them tells
  bool may_be_empty = false;         ///< though it is required in the file, a row may say nothing
};

/// What a bill's own type of row means.
struct LineType {
  std::string name, category;
  /// The columns whose sum is the effective cost, those with a "-" in front taken away; the empty list: it is
  /// nothing, because other rows carry it; none: it is the billed cost.
  std::optional<std::vector<std::string>> effective = {};
};

struct LineTypes {
  std::string column;      ///< empty: the bill has no types of its own
  std::string list_cost;   ///< column, of rows of usage; others have no price list
  std::string commitment;  ///< column: a purchase with a value here is effective in the rows that use it
  std::vector<LineType> types;
};

struct BillFormat {
  std::string source;  ///< of the charges' keys
  std::vector<BillField> fields;
  std::string tags;         ///< column with a JSON object of tags; empty: none
  bool needs_tags = false;  ///< the file must have it
  LineTypes types = {};
};

/// FOCUS 1.0 to 1.3.  The model is in no column of these; x_ModelId is what later drafts call ModelId.
BillFormat focus_format();

/// AWS Cost and Usage Report 2.0.  Billed is the unblended cost, whose sum is the invoice; the effective one
/// spreads savings plans and reservations over what they cover.
BillFormat cur_format();

/// A bill of one's own, as the configuration describes it under that name.  Where no column is the end of the
/// period, a charge is for the day that begins at `from`.
BillFormat mapped_format(const std::string& name, const BillMapping& mapping);

}  // namespace shiptally::collectors
