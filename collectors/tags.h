#pragma once
// Free tags of a request: {"feature":"search","variant":2}.

#include <string_view>

#include "collectors/reader.h"

namespace shiptally::collectors {

inline constexpr std::size_t kTagsMax = 64;

/// Texts, numbers and booleans by name → canonical JSON: keys sorted by bytes, no spaces, shortest escapes.
/// So that equal tags are equal bytes.  An empty object is an empty text.
bool read_tags(Reader& reader, const Value& value, std::string_view& out);

}  // namespace shiptally::collectors
