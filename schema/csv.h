#pragma once
// Text cells of the CSV that we write (RFC 4180).  Pure, independent of the locale.

#include <string>
#include <string_view>

namespace shiptally {

/// A text cell: quoted where RFC 4180 asks for it, bytes that are no UTF-8 shown as U+FFFD.  A text that a
/// spreadsheet would take for a formula (it begins with = + - @, a tab or a carriage return, and is no
/// decimal) gets a leading apostrophe.
void append_csv_text(std::string& out, std::string_view text);

/// The same without the apostrophe, for files that programs read and must find unchanged.
void append_plain_csv_text(std::string& out, std::string_view text);

}  // namespace shiptally
