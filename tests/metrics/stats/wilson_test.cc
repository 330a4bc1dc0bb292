#include "daemon/metrics/stats/wilson.h"

#include <gtest/gtest.h>

namespace shiptally::metrics {
namespace {

struct Case {
  std::size_t hits, trials;
  double low, high;
};

// Computed apart from this code, with the formula of Wilson's paper in 50 digits.
const Case kCases[] = {
    {0, 1, 0, 0.793450685622763},
    {1, 1, 0.206549314377237, 1},
    {0, 10, 0, 0.277532799862889},
    {1, 10, 0.017876213095073, 0.404150026795238},
    {5, 10, 0.236593090512564, 0.763406909487436},
    {10, 10, 0.722467200137111, 1},
    {4, 23, 0.069786535630626, 0.371376476402261},
};

TEST(Wilson, KnownIntervals) {
  for (const Case& c : kCases) {
    const auto interval = wilson_95(c.hits, c.trials);
    ASSERT_TRUE(interval.has_value());
    EXPECT_NEAR(interval->low, c.low, 1e-12) << c.hits << "/" << c.trials;
    EXPECT_NEAR(interval->high, c.high, 1e-12) << c.hits << "/" << c.trials;
  }
}

TEST(Wilson, NothingTriedIsNoInterval) { EXPECT_FALSE(wilson_95(0, 0).has_value()); }

}  // namespace
}  // namespace shiptally::metrics
