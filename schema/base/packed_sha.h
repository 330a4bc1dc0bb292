#pragma once
// Commit hashes in few bytes.  A packed sha begins with a varint: 0 when 20 bytes follow (40 hex digits),
// 1 for 32 bytes (64 digits), n + 2 for any other text of n characters.  A text has one packed form, so equal
// bytes are equal shas.

#include <string>
#include <string_view>

#include "schema/base/varint.h"

namespace shiptally {

void pack_sha(std::string& out, std::string_view sha);
std::string unpack_sha(std::string_view packed);

/// Whether it is bytes and no text.
inline bool is_binary_sha(std::string_view packed) { return static_cast<unsigned char>(packed[0]) < 2; }
/// The packed sha that begins there.
std::string_view packed_sha_at(const char* begin);

/// Takes a packed sha off the front.
std::string_view take_packed_sha(ByteReader& in);

}  // namespace shiptally
