// Where the clock's guard starts from, and whom it tells.

#include "daemon/clock/clock.h"

#include <gtest/gtest.h>

#include <vector>

namespace shiptally::clock {
namespace {

using std::chrono::days;

constexpr Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 12 / 1);

TEST(Clock, StartsFromWhatWasWrittenDown) {
  const Instant arrival = kNow - days(2);
  EXPECT_EQ(last_trusted("2026-11-30T00:00:00Z", arrival, kNow), kNow - days(1));
  EXPECT_EQ(last_trusted("2027-11-30T00:00:00Z", arrival, kNow), kNow + days(364));
  EXPECT_EQ(last_trusted({}, arrival, kNow), arrival);
  EXPECT_EQ(last_trusted("yesterday", arrival, kNow), arrival);
  EXPECT_EQ(last_trusted({}, kNow + days(500), kNow), std::nullopt);  // it was wrong then
  EXPECT_EQ(last_trusted({}, Instant(), kNow), std::nullopt);         // an empty database
}

TEST(Clock, TellsEachChangeOnce) {
  ClockReading reading{kNow, Millis(0)};
  std::vector<ClockState> told;
  Clock clock([&] { return reading; }, [&](const ClockVerdict& v) { told.push_back(v.state); });
  clock.begin({}, days(3));
  clock.read();
  reading.wall += days(40);
  EXPECT_EQ(clock.now(), kNow);
  EXPECT_EQ(clock.earliest(), kNow);
  EXPECT_EQ(clock.confirm().now, kNow + days(40));
  clock.read();
  EXPECT_EQ(told, (std::vector{ClockState::ahead, ClockState::trusted}));
}

TEST(Clock, TheSystemsClocksGoOn) {
  const ClockReading a = read_system_clocks(), b = read_system_clocks();
  EXPECT_GT(a.steady, Millis(0));
  EXPECT_LE(a.steady, b.steady);
}

}  // namespace
}  // namespace shiptally::clock
