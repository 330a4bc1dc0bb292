#pragma once
// Free tags of a request: {"feature":"search","variant":2}.

#include <array>
#include <string_view>

#include "collectors/decode/reader.h"

namespace shiptally::collectors {

inline constexpr std::size_t kTagsMax = 64;

/// Texts, numbers and booleans by name → canonical JSON: keys sorted by bytes, no spaces, shortest escapes.
/// So that equal tags are equal bytes.  An empty object is an empty text.
///
/// The rows of a sender repeat few sets of tags, so some are remembered as they were written.  One a decode:
/// it points into the body and into what the reader keeps.
class TagsReader {
 public:
  bool read(Reader& reader, const Value& value, std::string_view& out);

 private:
  struct Known {
    std::string_view written, canonical;
  };
  static constexpr std::size_t kPlaces = 4;
  std::array<Known, 64 * kPlaces> known_;  ///< four places for each hash of `written`; newer replace older
};

}  // namespace shiptally::collectors
