#pragma once
// Answers as CSV (RFC 4180), safe to open in a spreadsheet (schema/base/csv.h).  Pure, independent of the locale.

#include <string>

#include "schema/table.h"

namespace shiptally::expose {

/// A header row, then one line a row, each ended by CR LF.  No data is an empty cell, times are
/// milliseconds, lists are joined with a space; a money column appears twice, as in JSON.
std::string to_csv(const Table& table);

}  // namespace shiptally::expose
