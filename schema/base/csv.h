#pragma once
// Text cells of the CSV that we write (RFC 4180).  Pure, independent of the locale.

#include <string>
#include <string_view>

namespace shiptally {

/// A text cell: quoted where RFC 4180 asks for it, bytes that are no UTF-8 shown as U+FFFD.  A text that a
/// spreadsheet would take for a formula (it begins with = + - @, a tab or a carriage return, be it behind
/// spaces or quotes, and is no decimal) gets a leading apostrophe, in every file that we write: a bill's own
/// words are not ours, and whoever opens the file did not choose them.
void append_csv_text(std::string& out, std::string_view text);

}  // namespace shiptally
