#pragma once
// Sums over requests of one series in one span of time.  Mergeable in any order; negative deltas take
// back what a restated row had added.

#include <array>
#include <cstdint>

#include "schema/request.h"
#include "schema/sketch.h"
#include "schema/window.h"

namespace shiptally {

enum class Level : std::uint8_t { raw, minute, hour, day };  ///< UTC-aligned

struct Cell {
  std::int64_t requests = 0;
  std::array<std::int64_t, kErrorClasses> errors{};  ///< by ErrorClass; [none] stays 0
  std::int64_t unpriced = 0;
  Tokens tokens;
  CostParts cost{};
  Sketch latency;  ///< microseconds, all requests that got an answer
  Sketch ttft;     ///< microseconds, requests that tell it

  /// Adds a row, or with sign = -1 takes it back.  A retracted row counts nothing; a call that still
  /// runs is not counted as unpriced.
  void add(const Request& row, int sign = 1);
  Cell& operator+=(const Cell& other);
};

}  // namespace shiptally
