#include "daemon/demo/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace shiptally::demo {
namespace {

TEST(Random, IsTheSameOnEveryPlatform) {
  Random random(2026, 1);
  std::vector<std::int64_t> drawn;
  for (int i = 0; i < 5; ++i) drawn.push_back(random.below(1000));
  EXPECT_EQ(drawn, (std::vector<std::int64_t>{255, 92, 138, 303, 516}));
  EXPECT_EQ(random.around(1000, 0.5), 0x1.58682c00a58bdp+8);  // to the last bit
}

TEST(Random, StreamsDiffer) {
  Random a(1, 1), b(1, 2), c(2, 1);
  const auto first = a.below(1'000'000'000);
  EXPECT_NE(first, b.below(1'000'000'000));
  EXPECT_NE(first, c.below(1'000'000'000));
}

TEST(Random, KeepsItsBoundsAndItsMedian) {
  Random random(7, 7);
  std::vector<double> around;
  for (int i = 0; i < 10'000; ++i) {
    const auto n = random.between(3, 5);
    ASSERT_TRUE(n >= 3 && n <= 5);
    const double u = random.uniform();
    ASSERT_TRUE(u >= 0 && u < 1);
    around.push_back(random.around(100, 0.5));
  }
  std::sort(around.begin(), around.end());
  EXPECT_GT(around.front(), 0);
  EXPECT_NEAR(around[5000], 100, 3);
  EXPECT_NEAR(around[8413], 100 * 1.6487, 8);  // one deviation up: e^0.5
}

}  // namespace
}  // namespace shiptally::demo
