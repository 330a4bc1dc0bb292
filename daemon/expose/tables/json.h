#pragma once
// Answers as JSON.  Pure, independent of the locale, the same bytes for the same table.

#include <string>

#include "schema/table.h"

namespace shiptally::expose {

/// A flat array of objects, one a row, keys in the order of the columns; "[]" without rows.  No data is
/// null.  Throws AnswerEnded past kAnswerTextBytesMax.  A money column appears twice: `name` as a number to
/// draw, `name_exact` as a decimal string.
std::string to_json(const Table& table);

}  // namespace shiptally::expose
