#pragma once
// The chunked transfer coding (RFC 9112, 7.1), with every byte of it counted.  Pure: no socket.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "schema/base/result.h"

namespace shiptally::net {

/// One chunk's head with its extensions, or all trailers of a message.
inline constexpr std::size_t kChunkSectionBytesMax = 4096;
/// Heads, line ends and trailers of one message may be this much longer than what they frame.
inline constexpr std::size_t kFramingFreeBytes = 16U << 10;

/// Takes a chunked body apart as it comes in.  Extensions and trailers are read over: nothing keeps them.
/// Lines end with CR LF and nothing else, so that no proxy can see another end of the message than we do.
class ChunkedDecoder {
 public:
  explicit ChunkedDecoder(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

  /// Reads on, and appends the content to `body`.  Returns how many bytes of `in` belong to the message: all
  /// of them until it is complete.
  ///   unreadable   not chunked coding
  ///   too_large    more content than `body_bytes_max`, or more framing than the bounds above
  /// Not to be called again after an error.
  Result<std::size_t> step(std::string_view in, std::string& body);

  bool complete() const { return state_ == State::complete; }

 private:
  enum class State : std::uint8_t {
    size,
    blanks_after_size,
    extension,
    size_line_feed,
    content,
    content_return,
    content_line_feed,
    trailer_start,
    trailer,
    trailer_line_feed,
    last_line_feed,
    complete,
  };

  Result<void> count_framing();
  Result<void> framing(char c);
  Result<void> add_digit(char c);
  Result<void> begin_chunk();

  const std::size_t body_bytes_max_;
  State state_ = State::size;
  bool has_digit_ = false;
  std::uint64_t chunk_bytes_ = 0;  ///< announced and not read yet
  std::size_t body_bytes_ = 0;
  std::size_t framing_bytes_ = 0;
  std::size_t section_bytes_ = 0;
};

}  // namespace shiptally::net
