#pragma once

#include "schema/instant.h"

namespace shiptally {

/// Half-open span of time [from, to): an event on `to` belongs to the next window, so that windows
/// laid end to end count everything once.
struct Window {
  Instant from;
  Instant to;

  constexpr bool contains(Instant t) const { return from <= t && t < to; }
  constexpr Millis length() const { return to - from; }
  friend constexpr bool operator==(const Window&, const Window&) = default;
};

}  // namespace shiptally
