#pragma once
// "Did you mean …?" for a mistyped name: a field, a config key, a query parameter.

#include <span>
#include <string_view>

namespace shiptally {

/// Single-character insertions, deletions and substitutions that turn `a` into `b` (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known name nearest to `name`, the first of several; empty when none is within a third of its length
/// (two edits at least, one for a name below four characters).  A name that begins or ends like a known one
/// is as near as one edit: "latency" stands for latency_ms.
std::string_view nearest(std::string_view name, std::span<const std::string_view> known);

}  // namespace shiptally
