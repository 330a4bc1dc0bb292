#pragma once
// Which field a key names.  Rows of one sender come with the same keys in the same order, so the order of
// the row before is tried first; that makes the look-up a single comparison.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace shiptally::collectors {

class Layout {
 public:
  static constexpr int kUnknown = -1;
  static constexpr std::size_t kFieldsMax = 64;  ///< fields are tracked in a 64-bit mask

  explicit Layout(std::span<const std::string_view> names) : names_(names) {}
  /// The field called `key`, which stands at `position` of its object.
  int find(std::size_t position, std::string_view key);

 private:
  std::span<const std::string_view> names_;
  std::array<std::uint8_t, kFieldsMax> seen_at_{};  ///< position → field of the row before
};

inline constexpr std::size_t kKeyShownMax = 64;  ///< bytes of an unknown key repeated in a message

/// "unknown field; did you mean latency_ms?"
std::string unknown_field(std::string_view key, std::span<const std::string_view> names);

}  // namespace shiptally::collectors
