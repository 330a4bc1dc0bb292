#include "collectors/bills/equal_rows.h"

namespace shiptally::collectors {
namespace {

constexpr std::uint64_t kBits = std::uint64_t{64} << 23;  // 64 MiB
constexpr int kProbes = 4;

}  // namespace

EqualRows::EqualRows() : bits_(kBits / 64) {}

void EqualRows::announce(const Hash128& row) {
  bool all = true;
  for (int i = 0; i < kProbes; ++i) {
    const std::uint64_t at = (row.low + static_cast<std::uint64_t>(i) * (row.high | 1)) % kBits;
    const std::uint64_t bit = std::uint64_t{1} << (at % 64);
    all = all && (bits_[at / 64] & bit) != 0;
    bits_[at / 64] |= bit;
  }
  if (all) counted_.emplace(row, 0);
}

std::uint32_t EqualRows::before(const Hash128& row) {
  const auto found = counted_.find(row);
  return found == counted_.end() ? 0 : found->second++;
}

}  // namespace shiptally::collectors
