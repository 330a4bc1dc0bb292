#pragma once
// Which field a key names.  Rows of one sender come with the same keys in the same order, so the one that
// followed last time is tried first; that makes the look-up a single comparison.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "schema/same_text.h"

namespace shiptally::collectors {

class Layout {
 public:
  static constexpr int kUnknown = -1;
  static constexpr std::size_t kFieldsMax = 64;  ///< fields are tracked in a 64-bit mask

  explicit Layout(std::span<const std::string_view> names) : names_(names) {}

  /// The field called `key`; `before` is the known field that stood last before it, kUnknown at the
  /// beginning.
  int find(int before, std::string_view key) {
    std::uint8_t& next = followed_[static_cast<std::size_t>(before + 1)];
    if (same_text(names_[next], key)) return next;
    return search(next, key);
  }

 private:
  int search(std::uint8_t& next, std::string_view key) const;

  std::span<const std::string_view> names_;
  std::array<std::uint8_t, kFieldsMax + 1> followed_{};  ///< field + 1 → the field after it in an earlier row
};

inline constexpr std::size_t kKeyShownMax = 64;  ///< bytes of an unknown key repeated in a message

/// "unknown field; did you mean latency_ms?"
std::string unknown_field(std::string_view key, std::span<const std::string_view> names);

}  // namespace shiptally::collectors
