#include "daemon/clock/clock_guard.h"

#include <algorithm>

namespace shiptally::clock {
namespace {

/// What the wall clock says at `steady`, if it goes on from `from` as the steady clock does.
Instant carried_on(const ClockReading& from, Millis steady) { return from.wall + (steady - from.steady); }

}  // namespace

ClockVerdict ClockGuard::read(const ClockReading& reading) {
  if (!trusted_) trusted_ = {known_.value_or(std::max(reading.wall, kClockEarliest)), reading.steady};
  watch(reading);
  const Instant expected = carried_on(*trusted_, reading.steady);
  const ClockState state = state_of(reading, expected);
  if (state == ClockState::trusted) {
    if (!seen_trusted_) trust(reading);
    return {state, reading.wall, reading.wall, reading.wall, reading.wall, reading.wall, {}};
  }
  const auto [earliest, latest] = std::minmax(reading.wall, expected);
  const Millis wait = confirm_after_ - (reading.steady - steady_since_->steady);
  const bool ran_away = seen_trusted_ && reading.wall > expected + kClockGap;
  return {state, ran_away ? expected : reading.wall, earliest, latest, reading.wall, expected, wait};
}

ClockVerdict ClockGuard::confirm(const ClockReading& reading) {
  trust(reading);
  return read(reading);
}

ClockState ClockGuard::state_of(const ClockReading& reading, Instant expected) {
  if (reading.wall < expected - kClockStep) return ClockState::behind;
  if (!seen_trusted_ && !known_) return ClockState::trusted;  // nothing that it could be ahead of
  return reading.wall > expected + (seen_trusted_ ? kClockStep : kClockGap) ? ClockState::ahead
                                                                            : ClockState::trusted;
}

/// Small steps are followed but move what is expected only here, so that many of them are no large one.
void ClockGuard::watch(const ClockReading& reading) {
  if (!steady_since_) steady_since_ = reading;
  const Millis drift = reading.wall - carried_on(*steady_since_, reading.steady);
  if (std::chrono::abs(drift) > kClockDrift) steady_since_ = reading;
  if (reading.steady - steady_since_->steady >= confirm_after_) trust(reading);
}

void ClockGuard::trust(const ClockReading& reading) {
  trusted_ = reading;
  seen_trusted_ = true;
}

}  // namespace shiptally::clock
