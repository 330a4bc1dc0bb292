#pragma once
// The one clock of the daemon: everybody who asks for the time gets it from here.

#include <functional>
#include <mutex>
#include <string>

#include "daemon/clock/clock_guard.h"

namespace shiptally::clock {

/// What the system's wall clock says, to be believed or not: for commands, which keep no guard.
Instant system_time();

/// The system's clocks.  The steady one counts on through suspend, and nobody can set it.
ClockReading read_system_clocks();

/// Reads both clocks and keeps the guard.  Thread-safe; never waits for more than another reading.
class Clock {
 public:
  using Changed = std::function<void(const ClockVerdict&)>;

  /// `changed` hears of each change of the state, on the thread that read the clock; none: nobody does.
  Clock(std::function<ClockReading()> clocks, Changed changed)
      : clocks_(std::move(clocks)), changed_(std::move(changed)) {}

  /// Before the first reading: the last time that was trusted before this start.
  void begin(std::optional<Instant> known, Millis confirm_after);
  void set_confirm_after(Millis span);

  ClockVerdict read() { return ask(&ClockGuard::read); }
  /// An operator vouches for the wall clock.
  ClockVerdict confirm() { return ask(&ClockGuard::confirm); }

  /// The parts of read() that most want.
  Instant now() { return read().now; }
  Instant earliest() { return read().earliest; }

 private:
  ClockVerdict ask(ClockVerdict (ClockGuard::*question)(const ClockReading&));

  const std::function<ClockReading()> clocks_;
  const Changed changed_;
  std::mutex mutex_;  // protects what follows
  ClockGuard guard_;
  ClockState state_ = ClockState::trusted;
};

/// The last trusted time before this start: as it was written down (store::kClockCursor), or, in a database
/// that is older than that, the last arrival.  An arrival beyond `wall` proves nothing but that the clock was
/// wrong then.
std::optional<Instant> last_trusted(const std::optional<std::string>& written, Instant last_arrival,
                                    Instant wall);

void log_clock(const ClockVerdict& verdict);

/// For a person: the state and both readings, one a line.
std::string clock_text(const ClockVerdict& verdict);

}  // namespace shiptally::clock
