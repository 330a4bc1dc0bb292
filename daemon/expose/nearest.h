#pragma once
// "Did you mean …?"

#include <span>
#include <string_view>

namespace shiptally::expose {

/// Single-character insertions, deletions and substitutions that turn `a` into `b` (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known name nearest to `name`, the first of several; empty when none is within a third of its length
/// (at least two edits).
std::string_view nearest(std::string_view name, std::span<const std::string_view> known);

}  // namespace shiptally::expose
