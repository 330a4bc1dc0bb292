#pragma once
// The one content hash: XXH3, 128 bits.  For identity and dedupe, not for secrets (those use HMAC-SHA256).
// The only file that includes xxhash is schema/hash.cc.

#include <cstdint>
#include <string>
#include <string_view>

#include "schema/facts.h"
#include "schema/provider_usage.h"
#include "schema/request.h"

namespace shiptally {

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
  RequestId digest() const;

 private:
  std::string bytes_;
};

/// 64 bits that tell whether stored bytes are still the ones that were written.
std::uint64_t checksum(std::string_view bytes);
/// For tables in memory only: it may be another in the next version.
std::uint64_t table_hash(std::string_view text);
/// 128 bits that nobody can aim at who does not know the seed.
RequestId seeded_hash(std::string_view text, std::uint64_t seed);

/// Identity of a request: (source, event id).
RequestId request_id(std::string_view source, std::string_view event_id);

/// Hash of everything a fact says (its key and `updated` included): breaks ties between versions and
/// tells a duplicate from a new version.
RequestId content_hash(const Deployment&);
RequestId content_hash(const Commit&);
RequestId content_hash(const Change&);
RequestId content_hash(const Review&);
RequestId content_hash(const Incident&);
RequestId content_hash(const Charge&);
RequestId content_hash(const ProviderUsage&);
/// Everything but the computed cost and the user, whose seal differs from host to host: which version is
/// current must not depend on a key.
RequestId content_hash(const Request&);

}  // namespace shiptally
