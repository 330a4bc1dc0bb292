#pragma once
// Spellings: blanks around a name and upper case in it mean nothing.

#include <string>
#include <string_view>

namespace shiptally::normalise {

/// The view without ASCII blanks around it.
std::string_view trimmed(std::string_view text);

/// ASCII lower case; other bytes stay.
std::string lower(std::string_view text);

/// Whether lower() would change nothing.
bool is_lower(std::string_view text);

}  // namespace shiptally::normalise
