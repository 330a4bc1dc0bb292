#pragma once
// Patterns for names and paths.

#include <string_view>

namespace shiptally {

/// Whether the whole text fits: `?` is one character and `*` any number of them, both within a segment
/// (between slashes); `**` is any number of characters, slashes included; "**/" at the beginning or behind a
/// slash is any number of folders, also none.  Every other character is itself.  Time is the product of the
/// lengths at worst.
bool glob_matches(std::string_view pattern, std::string_view text);

/// Whether a pattern is more than a plain name.
inline bool is_glob(std::string_view pattern) {
  return pattern.find_first_of("*?") != std::string_view::npos;
}

}  // namespace shiptally
