#pragma once

#include "schema/base/instant.h"

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

/// No event is older; what claims to be is refused when it arrives.
inline constexpr Instant kEarliestEvent = std::chrono::sys_days(std::chrono::year(2010) / 1 / 1);

/// The part of the window that can hold events by `now`, with a margin for clocks and zones.  Empty where
/// there is none: it ends where it begins.
constexpr Window with_events(Window window, Instant now) {
  constexpr Millis kMargin = std::chrono::days(2);
  const Instant from = window.from < kEarliestEvent ? kEarliestEvent : window.from;
  const Instant to = now + kMargin < window.to ? now + kMargin : window.to;
  return {from, to < from ? from : to};
}

}  // namespace shiptally
