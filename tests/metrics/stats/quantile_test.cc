#include "daemon/metrics/stats/quantile.h"

#include <gtest/gtest.h>

#include <vector>

namespace shiptally::metrics {
namespace {

struct Case {
  std::vector<Millis> ascending;
  double share;
  std::optional<double> seconds;
};

std::vector<Millis> ms(std::initializer_list<int> values) {
  std::vector<Millis> out;
  for (const int value : values) out.emplace_back(value);
  return out;
}

const Case kCases[] = {
    {ms({}), 0.5, std::nullopt},
    {ms({1500}), 0.5, 1.5},
    {ms({1500}), 0.9, 1.5},
    {ms({1000, 2000}), 0.5, 1.5},
    {ms({1000, 2000, 9000}), 0.5, 2.0},
    {ms({1000, 2000, 3000, 4000}), 0.75, 3.25},
    {ms({0, 10000}), 0.9, 9.0},
    {ms({1000, 2000, 3000}), 1.0, 3.0},
    {ms({1000, 2000, 3000}), 0.0, 1.0},
};

TEST(Quantile, Interpolates) {
  for (const Case& c : kCases) {
    const auto got = quantile_seconds(c.ascending, c.share);
    ASSERT_EQ(got.has_value(), c.seconds.has_value());
    if (!got) continue;
    EXPECT_DOUBLE_EQ(*got, *c.seconds) << c.share << " of " << c.ascending.size();
  }
}

}  // namespace
}  // namespace shiptally::metrics
