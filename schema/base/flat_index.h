#pragma once
// A hash table of 32-bit numbers: which entry of some array has this key?  The keys stay in the array; a slot
// is eight bytes, and a lookup touches one or two cache lines.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace shiptally {

class FlatIndex {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  explicit FlatIndex(std::size_t expected = 0) { rehash(slots_for(expected)); }

  /// The entry of that hash for which `same(entry)` holds, or kNone.
  template <class Same>
  std::uint32_t find(std::uint64_t hash, Same same) const {
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t at = tag >> shift_;; at = (at + 1) & mask_) {
      const Slot& slot = slots_[at];
      if (slot.entry == kNone) return kNone;
      if (slot.tag == tag && same(slot.entry)) return slot.entry;
    }
  }

  /// The entry found, or `next`, which is then added; and whether it was.
  template <class Same>
  std::pair<std::uint32_t, bool> find_or_add(std::uint64_t hash, std::uint32_t next, Same same) {
    if ((used_ + 1) * 8 > slots_.size() * 5) rehash(slots_.size() * 2);
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t at = tag >> shift_;; at = (at + 1) & mask_) {
      Slot& slot = slots_[at];
      if (slot.entry == kNone) {
        slot = {tag, next};
        ++used_;
        return {next, true};
      }
      if (slot.tag == tag && same(slot.entry)) return {slot.entry, false};
    }
  }

  void clear() {
    slots_.assign(slots_.size(), Slot{});
    used_ = 0;
  }

 private:
  struct Slot {
    std::uint32_t tag = 0, entry = kNone;
  };

  // The upper half of a product depends on every bit of the hash.
  static std::uint32_t tag_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>((hash * 0x9E3779B97F4A7C15U) >> 32);
  }
  static std::size_t slots_for(std::size_t entries) {
    std::size_t slots = 16;
    while (slots * 5 < (entries + 1) * 8) slots *= 2;
    return slots;
  }

  void rehash(std::size_t slots) {
    const std::vector<Slot> before = std::exchange(slots_, std::vector<Slot>(slots));
    mask_ = slots - 1;
    shift_ = 32;
    for (std::size_t size = slots; size > 1; size /= 2) --shift_;
    for (const Slot& slot : before) {
      if (slot.entry == kNone) continue;
      std::size_t at = slot.tag >> shift_;
      while (slots_[at].entry != kNone) at = (at + 1) & mask_;
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t mask_ = 0, used_ = 0;
  unsigned shift_ = 0;
};

}  // namespace shiptally
