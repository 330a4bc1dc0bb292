#pragma once
// Answers as CSV (RFC 4180), safe to open in a spreadsheet.  Pure, independent of the locale.

#include <string>
#include <string_view>

#include "schema/table.h"

namespace shiptally::expose {

/// A text cell: quoted where RFC 4180 asks for it.  A text that a spreadsheet would take for a formula
/// (it begins with = + - @, a tab or a carriage return, and is no decimal) gets a leading apostrophe.
void append_csv_text(std::string& out, std::string_view text);

/// A header row, then one line a row, each ended by CR LF.  No data is an empty cell, times are
/// milliseconds, lists are joined with a space; a money column appears twice, as in JSON.
std::string to_csv(const Table& table);

}  // namespace shiptally::expose
