#pragma once
// Finds what is equal among many: cuts the entries by their hash into parts that fit the cache, so that no
// lookup misses it.

#include <bit>
#include <cstdint>
#include <vector>

namespace shiptally {

/// For each of `count` entries the number of the first one that equals it: its own, where it is the first.
/// `hash(i)` may be any 64 bits; `same(a, b)` is asked where hashes agree.
template <class Hash, class Same>
std::vector<std::uint32_t> first_equals(std::uint32_t count, Hash hash, Same same) {
  struct Entry {
    std::uint32_t tag, index;
  };
  constexpr std::uint32_t kNone = UINT32_MAX;
  constexpr unsigned kPartBits = 10;  // about so many entries a part, as a power of two
  const unsigned bits =
      count >> kPartBits == 0 ? 0 : static_cast<unsigned>(std::bit_width(count >> kPartBits));
  const auto part_of = [&](std::uint32_t tag) { return std::uint64_t{tag} >> (32 - bits); };

  std::vector<Entry> entries(count);
  std::vector<std::uint32_t> ends((std::size_t{1} << bits) + 1), first(count), slots;
  for (std::uint32_t i = 0; i < count; ++i) {
    // The upper half of a product depends on every bit of the hash.
    first[i] = static_cast<std::uint32_t>((hash(i) * 0x9E3779B97F4A7C15U) >> 32);
    ++ends[part_of(first[i]) + 1];
  }
  for (std::size_t part = 1; part < ends.size(); ++part) ends[part] += ends[part - 1];
  for (std::uint32_t i = 0; i < count; ++i) entries[ends[part_of(first[i])]++] = {first[i], i};

  for (std::uint32_t begin = 0, part = 0; part + 1 < ends.size(); begin = ends[part++]) {
    slots.assign(std::bit_ceil(std::size_t{2} * (ends[part] - begin) + 1), kNone);
    for (std::uint32_t i = begin; i < ends[part]; ++i) {
      const Entry entry = entries[i];
      std::size_t at = entry.tag & (slots.size() - 1);
      const auto equal = [&](const Entry& other) {
        return other.tag == entry.tag && same(other.index, entry.index);
      };
      while (slots[at] != kNone && !equal(entries[slots[at]])) at = (at + 1) & (slots.size() - 1);
      if (slots[at] == kNone) slots[at] = i;
      first[entry.index] = entries[slots[at]].index;
    }
  }
  return first;
}

}  // namespace shiptally
