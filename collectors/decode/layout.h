#pragma once
// Which field a key names.  Rows of one sender come with the same keys in the same order, so the one that
// followed last time is tried first; that makes the look-up a single comparison.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "collectors/decode/json.h"
#include "schema/base/same_text.h"

namespace shiptally::collectors {

inline constexpr int kUnknownField = -1;
inline constexpr std::size_t kFieldsMax = 64;  ///< fields are tracked in a 64-bit mask

/// `Field` has a name.  For members of one decode.
template <class Field>
class Layout {
 public:
  explicit Layout(std::span<const Field> fields) : fields_(fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) followed_[i] = static_cast<std::uint8_t>(i);
  }

  /// The field of a member; `before` is the field that stood last before it, kUnknownField at the beginning.
  int find(int before, const Member& member) {
    std::int8_t& field = of_number_[member.key_number];
    if (field != 0) return field - kNumbered;
    const int found = find(before, member.key);
    if (member.key_number != 0) field = static_cast<std::int8_t>(found + kNumbered);
    return found;
  }

 private:
  static constexpr int kNumbered = 2;  ///< added, so that 0 stands for a number not met so far

  int find(int before, std::string_view key) {
    std::uint8_t& next = followed_[static_cast<std::size_t>(before + 1)];
    if (same_text(fields_[next].name, key)) return next;
    for (std::size_t i = 0; i < fields_.size(); ++i)
      if (same_text(fields_[i].name, key)) return next = static_cast<std::uint8_t>(i);
    return kUnknownField;
  }

  std::span<const Field> fields_;
  std::array<std::int8_t, UINT8_MAX + 1> of_number_{};
  std::array<std::uint8_t, kFieldsMax + 1>
      followed_{};  ///< field + 1 → what followed it; first: in our order
};

inline constexpr std::size_t kKeyShownMax = 64;  ///< bytes of an unknown key repeated in a message

/// "unknown field; did you mean latency_ms?"
std::string unknown_field(std::string_view key, std::span<const std::string_view> names);

}  // namespace shiptally::collectors
