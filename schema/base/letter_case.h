#pragma once
// Lower case of ASCII letters; every other byte stays.  No locale.

#include <string>
#include <string_view>

namespace shiptally {

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
std::string lower(std::string_view text);

/// Whether lower() would change nothing.
bool is_lower(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace shiptally
