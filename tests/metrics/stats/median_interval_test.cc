#include "daemon/metrics/stats/median_interval.h"

#include <gtest/gtest.h>

namespace shiptally::metrics {
namespace {

struct Case {
  std::size_t n, rank;
};

// Summed apart from this code in whole numbers of any size.  Up to 20 they are those of the tables in
// textbooks ("confidence intervals for the population median"): 6: [1, 6] 96.9 %, 9: [2, 8] 96.1 %,
// 12: [3, 10] 96.1 %, 17: [5, 13] 95.1 %, 20: [6, 15] 95.9 %.
const Case kCases[] = {{6, 1},   {7, 1},    {8, 1},    {9, 2},      {10, 2},      {11, 2},  {12, 3},
                       {13, 3},  {14, 3},   {15, 4},   {16, 4},     {17, 5},      {18, 5},  {19, 5},
                       {20, 6},  {21, 6},   {25, 8},   {30, 10},    {35, 12},     {40, 14}, {50, 18},
                       {70, 27}, {100, 40}, {101, 41}, {1000, 469}, {10000, 4902}};

TEST(MedianInterval, RanksOfTheTables) {
  for (const Case& c : kCases) EXPECT_EQ(median_rank_95(c.n), c.rank) << c.n;
}

TEST(MedianInterval, FewerThanSixAreTooFew) {
  for (std::size_t n = 0; n < 6; ++n) EXPECT_FALSE(median_rank_95(n)) << n;
}

TEST(MedianInterval, NeverNarrowerWithMoreValues) {
  for (std::size_t n = 6; n < 3000; ++n) {
    const std::size_t now = median_rank_95(n).value(), next = median_rank_95(n + 1).value();
    ASSERT_TRUE(next == now || next == now + 1) << n;  // also where the two ways of counting meet
  }
}

TEST(MedianInterval, IsBetweenTwoOfTheValues) {
  std::vector<Millis> spans;
  for (int i = 1; i <= 10; ++i) spans.emplace_back(i * 1000);
  const Interval interval = median_interval_95(spans).value();
  EXPECT_EQ(interval.low, 2);
  EXPECT_EQ(interval.high, 9);
  spans.resize(5);
  EXPECT_FALSE(median_interval_95(spans));
}

}  // namespace
}  // namespace shiptally::metrics
