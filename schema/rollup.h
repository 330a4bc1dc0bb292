#pragma once
// Sums over requests of one series in one span of time.  Mergeable in any order; negative deltas take
// back what a restated row had added.

#include <array>
#include <cstdint>

#include "schema/base/sketch.h"
#include "schema/base/window.h"
#include "schema/request.h"

namespace shiptally {

enum class Level : std::uint8_t { raw, minute, five_minutes, hour, day };  ///< UTC-aligned

/// The sums of a cell that are plain numbers.
struct CellSums {
  std::int64_t requests = 0;
  std::array<std::int64_t, kErrorClasses> errors{};  ///< by ErrorClass; [none] stays 0
  std::int64_t unpriced = 0;
  Tokens tokens;
  CostParts cost{};

  CellSums& operator+=(const CellSums& other);
};

struct Cell : CellSums {
  Sketch latency;  ///< microseconds, all requests that got an answer
  Sketch ttft;     ///< microseconds, requests that tell it

  /// Adds a row, or with sign = -1 takes it back.  A retracted row counts nothing; a call that still
  /// runs is not counted as unpriced.
  void add(const Request& row, int sign = 1);
  Cell& operator+=(const Cell& other);
};

/// What a question needs of a cell beside its requests.  What is not asked for is not read and stays 0.
struct CellParts {
  bool errors = false;
  bool money = false;     ///< tokens, cost, unpriced
  bool sketches = false;  ///< latency, ttft
};
inline constexpr CellParts kWholeCell{true, true, true};

/// A cell as it is stored, its sketches still encoded.
struct StoredCell {
  std::uint32_t series = 0;          ///< small; the same for the same series as long as the reader lives
  const SeriesName* name = nullptr;  ///< its name; valid during the visit only
  Instant start;
  CellSums sums;
  std::string_view latency, ttft;  ///< valid during the visit only
};

}  // namespace shiptally
