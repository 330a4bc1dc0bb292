// When the wall clock is believed: what it says, by the hour of the steady clock, and what is made of it.

#include "daemon/clock/clock_guard.h"

#include <gtest/gtest.h>

namespace shiptally::clock {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Instant kStart = std::chrono::sys_days(std::chrono::year(2026) / 12 / 1);
constexpr Millis kSteady = hours(5);  // since boot, at the start

constexpr auto kTrusted = ClockState::trusted, kAhead = ClockState::ahead, kBehind = ClockState::behind;

struct Step {
  Millis passed;  ///< since the start, by the steady clock
  Millis wall;    ///< since kStart, by the wall clock
  ClockState state;
  Millis now;  ///< the verdict's instants, since kStart
  Millis earliest, latest;
  bool confirmed = false;  ///< by an operator, before the reading
};

struct Case {
  const char* what;
  std::optional<Millis> known;  ///< before the start: since kStart
  std::vector<Step> steps;
};

Step good(Millis t) { return {t, t, kTrusted, t, t, t}; }

const Case kCases[] = {
    {"both clocks go on, also through a suspend", {}, {good(hours(0)), good(seconds(1)), good(days(40))}},
    {"a jump for two seconds",
     {},
     {good(hours(1)),
      {hours(1) + seconds(1), days(500), kAhead, hours(1) + seconds(1), hours(1) + seconds(1), days(500)},
      {hours(1) + seconds(2), days(500) + seconds(1), kAhead, hours(1) + seconds(2), hours(1) + seconds(2),
       days(500) + seconds(1)},
      good(hours(1) + seconds(3))}},
    {"a jump back for two seconds",
     {},
     {good(hours(1)),
      {hours(1) + seconds(1), -days(500), kBehind, -days(500), -days(500), hours(1) + seconds(1)},
      good(hours(1) + seconds(2))}},
    {"what NTP corrects day by day, and a leap second",
     {},
     {good(hours(0)),
      {hours(1), hours(1) + minutes(50), kTrusted, hours(1) + minutes(50), hours(1) + minutes(50),
       hours(1) + minutes(50)},
      {hours(2), hours(2) - seconds(1), kTrusted, hours(2) - seconds(1), hours(2) - seconds(1),
       hours(2) - seconds(1)}}},
    {"many small steps are a large one",
     {},
     {good(hours(0)),
      {hours(1), hours(1) + minutes(40), kTrusted, hours(1) + minutes(40), hours(1) + minutes(40),
       hours(1) + minutes(40)},
      {hours(2), hours(2) + minutes(80), kAhead, hours(2) + minutes(80), hours(2), hours(2) + minutes(80)}}},
    {"a virtual machine that was paused for a night",
     {},
     {good(hours(1)), {hours(2), hours(10), kAhead, hours(10), hours(2), hours(10)}}},
    {"a jump that stays is trusted after three days",
     {},
     {good(hours(0)),
      {hours(1), hours(1) + days(40), kAhead, hours(1), hours(1), hours(1) + days(40)},
      {days(3), days(43), kAhead, days(3), days(3), days(43)},
      {days(3) + hours(1), days(43) + hours(1), kTrusted, days(43) + hours(1), days(43) + hours(1),
       days(43) + hours(1)},
      {days(3) + hours(2), days(43) + hours(2), kTrusted, days(43) + hours(2), days(43) + hours(2),
       days(43) + hours(2)}}},
    {"a clock that jumps about is not steady",
     {},
     {good(hours(0)),
      {hours(1), hours(1) + days(40), kAhead, hours(1), hours(1), hours(1) + days(40)},
      {days(2), days(2) + days(90), kAhead, days(2), days(2), days(2) + days(90)},
      {days(4), days(4) + days(90), kAhead, days(4), days(4), days(4) + days(90)}}},
    {"an operator confirms it",
     {},
     {good(hours(0)),
      {hours(1), days(40), kAhead, hours(1), hours(1), days(40)},
      {hours(2), days(40), kTrusted, days(40), days(40), days(40), true},
      {hours(3), days(40) + hours(1), kTrusted, days(40) + hours(1), days(40) + hours(1),
       days(40) + hours(1)},
      {hours(4), hours(4), kBehind, hours(4), hours(4), days(40) + hours(2)}}},
    {"a start some days after the last run", -days(6), {good(hours(0)), good(hours(1))}},
    {"a start weeks after it: figures follow the clock, nothing is deleted by it",
     -days(40),
     {{hours(0), hours(0), kAhead, hours(0), -days(40), hours(0)},
      {days(2), days(2), kAhead, days(2), days(2) - days(40), days(2)},
      good(days(3)),
      {days(3) + seconds(1), days(500), kAhead, days(3) + seconds(1), days(3) + seconds(1), days(500)}}},
    {"a start with a clock in the future, which NTP then corrects",
     -hours(1),
     {{seconds(0), days(500), kAhead, days(500), -hours(1), days(500)},
      good(seconds(10)),
      {seconds(11), days(500), kAhead, seconds(11), seconds(11), days(500)}}},
    {"a start with a flat battery, which NTP then corrects",
     -hours(1),
     {{seconds(0), -days(9000), kBehind, -days(9000), -days(9000), -hours(1)}, good(seconds(10))}},
    {"the first start of all, with a flat battery",
     {},
     {{seconds(0), -days(9000), kBehind, -days(9000), -days(9000), kClockEarliest - kStart},
      good(seconds(10))}},
    {"after 2038", {}, {good(days(5000)), good(days(5001))}},
};

TEST(ClockGuard, Cases) {
  for (const Case& c : kCases) {
    ClockGuard guard(c.known ? std::optional(kStart + *c.known) : std::nullopt);
    for (const Step& step : c.steps) {
      const ClockReading reading{kStart + step.wall, kSteady + step.passed};
      const ClockVerdict got = step.confirmed ? guard.confirm(reading) : guard.read(reading);
      const std::string where = std::string(c.what) + ", " + format_instant(kStart + step.passed);
      EXPECT_EQ(static_cast<int>(got.state), static_cast<int>(step.state)) << where;
      EXPECT_EQ(format_instant(got.now), format_instant(kStart + step.now)) << where;
      EXPECT_EQ(format_instant(got.earliest), format_instant(kStart + step.earliest)) << where;
      EXPECT_EQ(format_instant(got.latest), format_instant(kStart + step.latest)) << where;
    }
  }
}

TEST(ClockGuard, SaysHowLongItWaits) {
  ClockGuard guard({}, hours(10));
  guard.read({kStart, kSteady});
  EXPECT_EQ(guard.read({kStart + days(2), kSteady}).wait, hours(10));
  EXPECT_EQ(guard.read({kStart + days(2) + hours(4), kSteady + hours(4)}).wait, hours(6));
  guard.set_confirm_after(hours(5));
  EXPECT_EQ(guard.read({kStart + days(2) + hours(5), kSteady + hours(5)}).state, ClockState::trusted);
}

}  // namespace
}  // namespace shiptally::clock
