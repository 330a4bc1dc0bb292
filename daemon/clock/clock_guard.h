#pragma once
// Whether the wall clock can be believed.  Pure: both clocks are passed in, reading by reading.
//
// The wall clock alone cannot be: a wrong NTP server, a host that wakes up or a flat battery moves it by
// months, and what is deleted or mailed because of it does not come back.  So each reading is compared with
// the time expected from the last one that was trusted and the steady clock, which counts on through suspend
// and which nobody sets.  Leap seconds and what NTP corrects day by day are small steps and are followed.
// After a start there is no earlier reading of the steady clock; then the last trusted time that was written
// down is a lower bound, and a week more than that needs no reason.
//
// A wall clock that is doubted is trusted again once it is where it is expected, an operator confirms it, or
// it has agreed with the steady clock for long enough.

#include <optional>

#include "schema/base/instant.h"

namespace shiptally::clock {

/// What both clocks said at one moment.
struct ClockReading {
  Instant wall;
  Millis steady;  ///< since an arbitrary moment, suspend included
};

enum class ClockState : std::uint8_t {
  trusted,
  ahead,   ///< of the time expected, by more than can be
  behind,  ///< the same the other way round
};

/// The time as far as it is known.  All instants are the wall clock's while it is trusted.
struct ClockVerdict {
  ClockState state = ClockState::trusted;
  /// For what people look at and what can be done again: what the wall clock says, unless it ran away by more
  /// than a week in this run.  Less may be a virtual machine that was paused, of which no clock knows.
  Instant now;
  Instant earliest;  ///< the time is not before; for what cannot be undone, and for arrival times
  Instant latest;    ///< the time is not after; what lies beyond is in the future for certain
  Instant wall;      ///< what the wall clock says
  Instant expected;  ///< what it should say
  Millis wait{};     ///< until it is trusted, if it goes on as it does
};

inline constexpr Millis kClockStep = std::chrono::hours(1);     ///< in one step, against the steady clock
inline constexpr Millis kClockGap = std::chrono::days(7);       ///< between two runs of the daemon
inline constexpr Millis kClockDrift = std::chrono::minutes(1);  ///< of one that agrees with the steady clock
/// Where nothing is known, no clock is right that stands before this was written.
inline constexpr Instant kClockEarliest = std::chrono::sys_days(std::chrono::year(2026) / 11 / 1);

/// Not thread-safe.
class ClockGuard {
 public:
  /// `known` is the last time that was trusted before this start; none: the first reading is.
  /// `confirm_after` is how long a clock must agree with the steady one until it is trusted.
  explicit ClockGuard(std::optional<Instant> known = {}, Millis confirm_after = std::chrono::days(3))
      : known_(known), confirm_after_(confirm_after) {}

  ClockVerdict read(const ClockReading& reading);

  /// An operator vouches for the wall clock of this reading.
  ClockVerdict confirm(const ClockReading& reading);

  void set_confirm_after(Millis span) { confirm_after_ = span; }

 private:
  ClockState state_of(const ClockReading& reading, Instant expected);
  void watch(const ClockReading& reading);
  void trust(const ClockReading& reading);

  std::optional<Instant> known_;
  Millis confirm_after_;
  std::optional<ClockReading> trusted_;       ///< what is expected counts from here
  bool seen_trusted_ = false;                 ///< in this run: then a step is doubted, before a gap
  std::optional<ClockReading> steady_since_;  ///< since when the wall clock has agreed with the steady one
};

}  // namespace shiptally::clock
