#pragma once
// A body as rows: one object, an array of objects, or NDJSON (one object a line).

#include <string_view>
#include <vector>

#include "schema/base/result.h"

namespace shiptally::collectors {

inline constexpr int kDepthMax = 64;              ///< brackets inside brackets, the row's own included
inline constexpr std::size_t kRowsMax = 200'000;  ///< of one body; no more would ever fit the store's queue

struct Row {
  std::string_view text;        ///< the object's own bytes
  const char* error = nullptr;  ///< why this row alone cannot be read
};

/// Code::unreadable when the body has no rows to tell apart (empty, cut off, no JSON); Code::too_large
/// beyond kRowsMax.  A row that is not an object, is nested too deep, or is a broken line of NDJSON carries
/// its own error; whether it is valid inside is told when it is read.  Blank lines are no rows.
Result<std::vector<Row>> rows(std::string_view body);

}  // namespace shiptally::collectors
