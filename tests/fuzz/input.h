#pragma once
// What the fuzz targets share: the input as text, choices made by its first bytes, and a check that stops the
// run.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "collectors/decode/json.h"
#include "schema/base/instant.h"

namespace shiptally::fuzz {

inline const Instant kNow = parse_instant("2026-06-01T12:00:00Z").value();

/// The input, taken from the front.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : text_(reinterpret_cast<const char*>(data), size) {}

  /// 0 to `count` - 1, by the next byte: "0" is the first, so that seeds can be written by hand.
  std::size_t choice(std::size_t count) {
    if (text_.empty()) return 0;
    const auto byte = static_cast<std::uint8_t>(text_.front() - '0');
    text_.remove_prefix(1);
    return byte % count;
  }

  std::string_view rest() const { return text_; }

 private:
  std::string_view text_;
};

/// A body as the listener hands it over.  It has just the room that a decoder may read behind it, so that
/// AddressSanitizer sees what reads further.
inline std::string body_of(std::string_view text) {
  std::string body;
  body.reserve(std::max<std::size_t>(text.size() + collectors::kPadding, 32));
  return body.append(text);
}

/// A finding of ours: what should hold does not.
inline void require(bool holds, std::string_view what, std::string_view about = {}) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n%.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(about.size()), about.data());
  std::abort();
}

}  // namespace shiptally::fuzz
