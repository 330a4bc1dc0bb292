#pragma once
// From what may be absent to a table's cell.

#include <optional>
#include <string>

#include "schema/table.h"

namespace shiptally::report {

template <class T>
Value value_or_none(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}

inline Value text_or_none(const std::string& text) { return text.empty() ? Value() : Value(text); }

/// A ratio of millionths, to draw.
inline Value ratio_or_none(const std::optional<std::int64_t>& ppm) {
  return ppm ? Value(static_cast<double>(*ppm) / 1e6) : Value();
}

}  // namespace shiptally::report
