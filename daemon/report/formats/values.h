#pragma once
// From what may be absent to a table's cell.

#include <cstdint>
#include <optional>

#include "schema/cells.h"

namespace shiptally::report {

/// A ratio of millionths, to draw.
inline Value ratio_or_none(const std::optional<std::int64_t>& ppm) {
  return ppm ? Value(static_cast<double>(*ppm) / 1e6) : Value();
}

}  // namespace shiptally::report
