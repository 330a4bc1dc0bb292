#pragma once
// Spellings: blanks around a name mean nothing.

#include <string_view>

namespace shiptally::normalise {

/// The view without ASCII blanks around it.
std::string_view trimmed(std::string_view text);

}  // namespace shiptally::normalise
