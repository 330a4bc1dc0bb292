#include "daemon/metrics/money/apportion.h"

#include <gtest/gtest.h>

#include <random>

namespace shiptally::metrics {
namespace {

Money pico(std::int64_t n) { return Money::from_pico(n); }

struct Case {
  const char* name;
  std::int64_t amount;
  std::vector<Int128> weights;
  std::vector<std::int64_t> want;
};

const Case kCases[] = {
    {"one", 7, {3}, {7}},
    {"it divides", 10, {1, 4}, {2, 8}},
    {"equal remainders: the earlier ones", 5, {1, 1, 1}, {2, 2, 1}},
    {"the largest remainder", 10, {1, 2, 4}, {1, 3, 6}},  // 1 3/7, 2 6/7, 5 5/7
    {"negative as if positive", -5, {1, 1, 1}, {-2, -2, -1}},
    {"a weight of nothing gets nothing", 3, {0, 1, 1}, {0, 2, 1}},
    {"nothing", 0, {1, 1}, {0, 0}},
    {"less than the parts", 1, {1, 5, 5}, {0, 1, 0}},
};

TEST(Apportion, Table) {
  for (const Case& c : kCases) {
    std::vector<Money> want;
    for (const std::int64_t n : c.want) want.push_back(pico(n));
    EXPECT_EQ(apportion(pico(c.amount), c.weights), want) << c.name;
  }
}

TEST(Apportion, BeyondWhatAProductOf128BitsHolds) {
  const Money amount = Money::from_dollars(1'000'000'000'000) + pico(1);
  const Int128 big = Money::from_dollars(3'000'000'000'000).pico();
  EXPECT_EQ(apportion(amount, std::vector<Int128>{big, big, big * 2}),
            (std::vector<Money>{Money::from_dollars(250'000'000'000), Money::from_dollars(250'000'000'000),
                                Money::from_dollars(500'000'000'000) + pico(1)}));
}

/// What must hold of every split: it adds up, nothing has the wrong sign or is a picodollar off its quota.
TEST(Apportion, AddsUpAndStaysWithinOnePicodollarOfTheQuota) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 5000; ++i) {
    const int bits = static_cast<int>(random() % 100);
    const auto number = [&] { return (Int128{random()} << 32 | random() >> 32) >> (100 - bits); };
    std::vector<Int128> weights(1 + random() % 9);
    for (Int128& w : weights) w = random() % 5 == 0 ? Int128{0} : number();
    weights.back() += 1;
    const Int128 amount = random() % 2 == 0 ? number() : -number();
    const std::vector<Money> parts = apportion(Money::from_pico(amount), weights);
    Int128 sum = 0, total = 0;
    for (const Int128 w : weights) total += w;
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const Int128 part = parts[k].pico();
      sum += part;
      EXPECT_TRUE(amount < 0 ? part <= 0 && part >= amount : part >= 0 && part <= amount);
      Int128 a = 0, b = 0;
      if (__builtin_mul_overflow(part, total, &a) || __builtin_mul_overflow(amount, weights[k], &b)) continue;
      EXPECT_TRUE(a - b < total && b - a < total);
    }
    EXPECT_EQ(to_string(sum), to_string(amount));
  }
}

}  // namespace
}  // namespace shiptally::metrics
