#pragma once
// Undoes a Content-Encoding, within bounds.  Pure work for the decode thread.

#include <cstddef>
#include <string>
#include <string_view>

#include "schema/base/result.h"

namespace shiptally::net {

/// simdjson reads this far past the end of its input.
inline constexpr std::size_t kReadAheadBytes = 64;
/// Up to here the ratio does not matter: short repetitive bodies compress very well and cost nothing.
inline constexpr std::size_t kRatioFreeBytes = 1 << 20;

/// Undoes identity, gzip (RFC 1952, any number of members) or zstd (RFC 8878, any number of frames).
///   too_large    the result would pass `limit_bytes`, or `ratio_max` times the body's size
///   unreadable   damaged or cut off
///   unsupported  any other coding
/// The string returned has room for kReadAheadBytes beyond its size.
Result<std::string> decode_body(std::string_view content_encoding, std::string body, std::size_t limit_bytes,
                                std::size_t ratio_max);

}  // namespace shiptally::net
