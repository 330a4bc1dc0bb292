#pragma once
// Comparing short texts without a call: there are two to compare for each value of each row.

#include <cstdint>
#include <cstring>
#include <string_view>

namespace shiptally {

template <class Word>
bool same_word(const char* a, const char* b) {
  Word left, right;
  std::memcpy(&left, a, sizeof left);
  std::memcpy(&right, b, sizeof right);
  return left == right;
}

/// Whole words from the front; the last overlaps the one before.
inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8)
      if (!same_word<std::uint64_t>(a + at, b + at)) return false;
    return same_word<std::uint64_t>(a + size - 8, b + size - 8);
  }
  if (size >= 4)
    return same_word<std::uint32_t>(a, b) && same_word<std::uint32_t>(a + size - 4, b + size - 4);
  for (std::size_t at = 0; at < size; ++at)
    if (a[at] != b[at]) return false;
  return true;
}

inline bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

}  // namespace shiptally
