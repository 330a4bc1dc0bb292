#pragma once
// Tells equal rows apart by counting them, over any number of rows in the same memory.  A first look at all
// rows finds those that may have come before, by bits that several rows share; only these few are counted in
// the second.  Of fifty million rows one in a hundred is counted without need.

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "schema/base/hash.h"

namespace shiptally::collectors {

/// Not thread-safe.
class EqualRows {
 public:
  EqualRows();

  /// First every row is announced,
  void announce(const Hash128& row);
  /// then each asks how many equal ones came before it.
  std::uint32_t before(const Hash128& row);

 private:
  struct HashOf {
    std::size_t operator()(const Hash128& row) const { return static_cast<std::size_t>(row.low); }
  };
  std::vector<std::uint64_t> bits_;
  std::unordered_map<Hash128, std::uint32_t, HashOf> counted_;
};

}  // namespace shiptally::collectors
