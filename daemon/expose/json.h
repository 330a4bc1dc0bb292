#pragma once
// Answers as JSON.  Pure, independent of the locale, the same bytes for the same table.

#include <string>
#include <string_view>

#include "schema/table.h"

namespace shiptally::expose {

/// A quoted JSON string; control characters escaped, bytes that are no UTF-8 shown as U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// The shortest decimal that reads back as the same double; null for NaN and infinities.
void append_json_number(std::string& out, double value);
void append_json_number(std::string& out, std::int64_t value);

/// A flat array of objects, one a row, keys in the order of the columns; "[]" without rows.  No data is
/// null.  A money column appears twice: `name` as a number to draw, `name_exact` as a decimal string.
std::string to_json(const Table& table);

}  // namespace shiptally::expose
