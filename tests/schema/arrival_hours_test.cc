#include "schema/arrival_hours.h"

#include <gmock/gmock.h>

#include <random>

namespace shiptally {
namespace {

Instant hour(std::int64_t n, int minutes = 0) {
  return Instant() + std::chrono::hours(n) + std::chrono::minutes(minutes);
}

TEST(ArrivalHours, CountsAnHourOnce) {
  ArrivalHours arrivals;
  for (const Instant t : {hour(7, 59), hour(5), hour(5, 1), hour(7), hour(6, 30)}) arrivals.add(t);
  EXPECT_THAT(arrivals.hours(), testing::ElementsAre(5, 6, 7));
  EXPECT_EQ(arrivals.last(), hour(7, 59));
}

TEST(ArrivalHours, KeepsTheLastHundredInAnyOrder) {
  std::vector<std::int64_t> hours(1'000);
  for (std::size_t i = 0; i < hours.size(); ++i) hours[i] = static_cast<std::int64_t>(3 * i);
  for (const unsigned seed : {1U, 2U, 3U}) {
    std::shuffle(hours.begin(), hours.end(), std::mt19937(seed));
    ArrivalHours arrivals;
    for (const std::int64_t n : hours) arrivals.add(hour(n));
    ASSERT_EQ(arrivals.hours().size(), ArrivalHours::kHours);
    EXPECT_EQ(arrivals.hours().front(), 3 * 900);
    EXPECT_EQ(arrivals.hours().back(), 3 * 999);
  }
}

TEST(ArrivalHours, NothingArrived) {
  EXPECT_TRUE(ArrivalHours().hours().empty());
  EXPECT_EQ(ArrivalHours().last(), Instant::min());
}

}  // namespace
}  // namespace shiptally
