#include "daemon/metrics/money/anomalies.h"

#include <gtest/gtest.h>

#include "tests/metrics/cost_years.h"

namespace shiptally::metrics {
namespace {

const Instant kFirst = parse_instant("2026-06-01").value();
constexpr int kDays = 100;

/// A day's requests of a model by a service: each of 100 tokens in and out at a cent a token class.
UsageDay used(int day, const char* model, const char* service, std::int64_t requests) {
  UsageDay out{kFirst + kOneDay * day, "acme", model, service, "core", {}, {}};
  out.sums.requests = requests;
  out.sums.tokens.input = out.sums.tokens.output = requests * 100;
  out.sums.cost[static_cast<std::size_t>(TokenClass::input)] = Money::from_pico(requests * 10'000'000'000);
  out.sums.cost[static_cast<std::size_t>(TokenClass::output)] = Money::from_pico(requests * 10'000'000'000);
  return out;
}

/// Two models of two services, and a day on which one of them is asked four times as often.
std::vector<UsageDay> usage(int odd_day) {
  std::vector<UsageDay> out;
  Dice dice(5);
  for (int day = 0; day < kDays; ++day) {
    const auto requests = [&](int usual) {
      return static_cast<std::int64_t>(usual * (1 + 0.03 * dice.normal()));
    };
    out.push_back(used(day, "large", "api", requests(2000)));
    out.push_back(used(day, "small", "web", requests(3000) * (day == odd_day ? 4 : 1)));
  }
  return out;
}

std::vector<CostGroup> groups(std::span<const UsageDay> rows, std::span<const Dimension> by) {
  return cost_groups(rows, by, {kFirst, kFirst + kOneDay * kDays});
}

TEST(Anomalies, TellWhichPartAndWhichModel) {
  const std::vector<UsageDay> rows = usage(80);
  const auto found = anomalies(groups(rows, {}), kFirst + kOneDay * 60);
  ASSERT_EQ(found.size(), 1U);
  const Anomaly& a = found[0];
  EXPECT_EQ(a.day, kFirst + kOneDay * 80);
  ASSERT_TRUE(a.parts);
  EXPECT_EQ(a.parts->total(), a.odd.actual - a.odd.expected);
  EXPECT_GT(a.parts->volume.to_double(), 0.95 * (a.odd.actual - a.odd.expected).to_double());
  ASSERT_TRUE(a.model);
  EXPECT_EQ(a.model->name, "small");
  EXPECT_EQ(a.service->name, "web");
  EXPECT_NEAR(a.model->change.to_double(), 180, 10);
  EXPECT_NE(a.why.find("more than the $"), std::string::npos) << a.why;
  EXPECT_NE(a.why.find(": volume +$"), std::string::npos) << a.why;
  EXPECT_NE(a.why.find("most of it small (+$"), std::string::npos) << a.why;
}

TEST(Anomalies, ByGroupAndFromADay) {
  const std::vector<UsageDay> rows = usage(80);
  constexpr Dimension kByService[] = {Dimension::service};
  const auto found = anomalies(groups(rows, kByService), kFirst + kOneDay * 60);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].values, std::vector<std::string>{"web"});
  EXPECT_TRUE(anomalies(groups(rows, kByService), kFirst + kOneDay * 81).empty());
}

TEST(Anomalies, ABillHasNoParts) {
  std::vector<CostGroup> bills = groups(usage(80), {});
  for (CostGroup& group : bills) group.rows.clear();
  const auto found = anomalies(bills, kFirst + kOneDay * 60);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FALSE(found[0].parts);
  EXPECT_FALSE(found[0].model);
  EXPECT_NE(found[0].why.find("a bill does not tell requests"), std::string::npos);
}

}  // namespace
}  // namespace shiptally::metrics
