#pragma once
// Hexadecimal digits.  Pure.

#include <optional>
#include <string>
#include <string_view>

namespace shiptally {

/// The value of a hexadecimal digit of either case; -1: it is none.
constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The bytes of pairs of digits of either case; none where there is an odd one or anything else.
std::optional<std::string> from_hex(std::string_view text);

}  // namespace shiptally
