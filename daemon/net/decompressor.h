#pragma once
// Undoes gzip or zstd piece by piece, for what may be longer than memory.

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "schema/base/result.h"

namespace shiptally::net {

enum class Compression : std::uint8_t { none, gzip, zstd };

/// What the data is, by the magic number that it starts with, whatever its name says.
Compression compression_of(std::string_view first_bytes);

/// The largest window that a zstd frame may ask for, as a power of two: RFC 9659's 8 MiB over HTTP, and what
/// the zstd program itself reads from files.
inline constexpr int kHttpWindowLogMax = 23;
inline constexpr int kFileWindowLogMax = 27;

/// One stream: any number of gzip members (RFC 1952) or zstd frames (RFC 8878).  Not thread-safe.
class Decompressor {
 public:
  virtual ~Decompressor() = default;

  struct Step {
    std::size_t read = 0;     ///< bytes of `in` that are done with
    std::size_t written = 0;  ///< bytes of `out` that were filled
  };
  /// Goes on until `in` is read, `out` is full or a member ends.  Call it again with what is left of `in`
  /// until that is empty and `out` did not become full.  Code::unreadable when the data is damaged.
  virtual Result<Step> step(std::string_view in, std::span<char> out) = 0;

  /// Whether the data may end here: otherwise it is cut off.
  virtual bool complete() const = 0;
};

/// For gzip and zstd.  Code::unavailable without memory.
Result<std::unique_ptr<Decompressor>> make_decompressor(Compression compression, int window_log_max);

}  // namespace shiptally::net
