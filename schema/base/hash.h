#pragma once
// The one content hash: XXH3, 128 bits.  For identity and dedupe, not for secrets (those use HMAC-SHA256).
// The only file that includes xxhash is schema/base/hash.cc.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shiptally {

/// 128 bits, in the order of their bytes.
struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend constexpr auto operator<=>(const Hash128&, const Hash128&) = default;
};

/// Hash of a sequence of fields.  Each field is hashed with its length, so ("ab","c") != ("a","bc").
class Hasher {
 public:
  Hasher& text(std::string_view value);
  Hasher& number(std::int64_t value);
  /// Tells "none" from every value.
  template <class T, class Add>
  Hasher& maybe(const std::optional<T>& value, Add add) {
    number(value.has_value());
    if (value) add(*this, *value);
    return *this;
  }
  Hash128 digest() const;

 private:
  std::string bytes_;
};

/// 64 bits that tell whether stored bytes are still the ones that were written.
std::uint64_t checksum(std::string_view bytes);
/// For tables in memory only: it may be another in the next version.
std::uint64_t table_hash(std::string_view text);
/// 128 bits that nobody can aim at who does not know the seed.
Hash128 seeded_hash(std::string_view text, std::uint64_t seed);
/// Hash of two texts, without a copy of either where they are short: ("ab","c") != ("a","bc").
Hash128 pair_hash(std::string_view first, std::string_view second);

}  // namespace shiptally
