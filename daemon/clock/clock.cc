#include "daemon/clock/clock.h"

#include <ctime>
#include <utility>

#include "daemon/log/log.h"

namespace shiptally::clock {
namespace {

std::string_view name(ClockState state) {
  switch (state) {
    case ClockState::ahead:
      return "ahead";
    case ClockState::behind:
      return "behind";
    case ClockState::trusted:
      break;
  }
  return "trusted";
}

}  // namespace

Instant system_time() { return std::chrono::floor<Millis>(std::chrono::system_clock::now()); }

ClockReading read_system_clocks() {
  timespec steady{};
  clock_gettime(CLOCK_BOOTTIME, &steady);
  const auto since_boot = std::chrono::seconds(steady.tv_sec) + std::chrono::nanoseconds(steady.tv_nsec);
  return {system_time(), std::chrono::floor<Millis>(since_boot)};
}

void Clock::begin(std::optional<Instant> known, Millis confirm_after) {
  const std::lock_guard lock(mutex_);
  guard_ = ClockGuard(known, confirm_after);
}

void Clock::set_confirm_after(Millis span) {
  const std::lock_guard lock(mutex_);
  guard_.set_confirm_after(span);
}

ClockVerdict Clock::ask(ClockVerdict (ClockGuard::*question)(const ClockReading&)) {
  ClockVerdict verdict;
  bool changed = false;
  {
    const std::lock_guard lock(mutex_);
    verdict = (guard_.*question)(clocks_());
    changed = std::exchange(state_, verdict.state) != verdict.state;
  }
  if (changed && changed_) changed_(verdict);
  return verdict;
}

std::optional<Instant> last_trusted(const std::optional<std::string>& written, Instant last_arrival,
                                    Instant wall) {
  if (written)
    if (const auto instant = parse_instant(*written); instant.has_value()) return *instant;
  if (last_arrival == Instant() || last_arrival > wall + kClockStep) return {};
  return last_arrival;
}

void log_clock(const ClockVerdict& verdict) {
  const std::string wall = format_instant(verdict.wall), expected = format_instant(verdict.expected);
  if (verdict.state == ClockState::trusted) return spdlog::info("the clock is trusted again, at {}", wall);
  const bool ahead = verdict.state == ClockState::ahead;
  spdlog::log(
      ahead ? spdlog::level::critical : spdlog::level::warn,
      "the clock went {}: it says {}, and {} was expected; until it is back, is confirmed (`shiptally "
      "clock confirm`) or has gone steadily for {} hours, no requests expire and no reports are sent "
      "because of it",
      ahead ? "ahead" : "back", wall, expected, std::chrono::ceil<std::chrono::hours>(verdict.wait).count());
}

std::string clock_text(const ClockVerdict& verdict) {
  return "state\t" + std::string(name(verdict.state)) + "\nclock\t" + format_instant(verdict.wall) +
         "\nexpected\t" + format_instant(verdict.expected) + "\nshown\t" + format_instant(verdict.now) + '\n';
}

}  // namespace shiptally::clock
