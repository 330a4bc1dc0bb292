#pragma once
// Enumerators by the names that a table gives them, in their order.

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace shiptally {

/// None where no enumerator has that name.
template <class Enum, std::size_t N>
std::optional<Enum> enum_named(const std::array<std::string_view, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace shiptally
