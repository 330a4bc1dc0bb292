#include "schema/base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace shiptally {
Hasher& Hasher::number(std::int64_t value) {
  bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  return *this;
}

Hasher& Hasher::text(std::string_view value) {
  number(static_cast<std::int64_t>(value.size()));
  bytes_.append(value);
  return *this;
}

Hash128 Hasher::digest() const {
  const XXH128_hash_t hash = XXH3_128bits(bytes_.data(), bytes_.size());
  return {hash.high64, hash.low64};
}

std::uint64_t checksum(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::uint64_t table_hash(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

Hash128 seeded_hash(std::string_view text, std::uint64_t seed) {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(text.data(), text.size(), seed);
  return {hash.high64, hash.low64};
}

Hash128 pair_hash(std::string_view first, std::string_view second) {
  // The length of the first is the seed, so that the two parts cannot run into each other; no copy
  // when the pair fits the stack buffer, which every real id does.
  char buffer[256];
  if (first.size() + second.size() <= sizeof buffer) {
    first.copy(buffer, first.size());
    second.copy(buffer + first.size(), second.size());
    const auto hash = XXH3_128bits_withSeed(buffer, first.size() + second.size(), first.size());
    return {hash.high64, hash.low64};
  }
  const std::string joined = std::string(first) + std::string(second);
  const auto hash = XXH3_128bits_withSeed(joined.data(), joined.size(), first.size());
  return {hash.high64, hash.low64};
}

}  // namespace shiptally
