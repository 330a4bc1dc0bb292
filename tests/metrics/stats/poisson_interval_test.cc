#include "daemon/metrics/stats/poisson_interval.h"

#include <gtest/gtest.h>

namespace shiptally::metrics {
namespace {

struct Case {
  std::size_t count;
  double low, high;
};

// Found apart from this code by halving, from the sum of the Poisson distribution in 60 digits.  To the
// digits printed there they are Garwood's of 1936 and Pearson and Hartley's (Biometrika Tables for
// Statisticians, table 40): 0: 0 to 3.689, 1: 0.0253 to 5.572, 10: 4.795 to 18.39, 50: 37.11 to 65.92.
const Case kCases[] = {
    {0, 0, 3.688879454114},
    {1, 0.025317807984, 5.571643390939},
    {2, 0.242209278544, 7.224687667724},
    {5, 1.623486390118, 11.668332079323},
    {10, 4.795388696132, 18.390356042018},
    {20, 12.216519585404, 30.888377902675},
    {50, 37.110963737462, 65.918766664337},
    {100, 81.363991250923, 121.626793792426},
    {1000, 938.973018407695, 1063.952136016302},
};

TEST(PoissonInterval, KnownIntervals) {
  for (const Case& c : kCases) {
    const Interval interval = garwood_95(c.count);
    EXPECT_NEAR(interval.low, c.low, 1e-9) << c.count;
    EXPECT_NEAR(interval.high, c.high, 1e-9) << c.count;
  }
}

TEST(PoissonInterval, ARateIsTheCountOverItsExposure) {
  const Interval rate = rate_95(10, 4);
  EXPECT_NEAR(rate.low, 4.795388696132 / 4, 1e-9);
  EXPECT_NEAR(rate.high, 18.390356042018 / 4, 1e-9);
}

TEST(PoissonInterval, GrowsWithTheCount) {
  for (std::size_t n = 0; n < 1500; ++n) {
    const Interval now = garwood_95(n), next = garwood_95(n + 1);
    ASSERT_LT(now.high, next.high) << n;
    ASSERT_LT(now.low, next.low) << n;
    ASSERT_LE(now.low, static_cast<double>(n));
    ASSERT_GE(now.high, static_cast<double>(n));
  }
}

}  // namespace
}  // namespace shiptally::metrics
