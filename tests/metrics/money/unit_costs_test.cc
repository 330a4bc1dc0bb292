#include "daemon/metrics/money/unit_costs.h"

#include <gtest/gtest.h>

#include "daemon/metrics/requests/request_groups.h"
#include "tests/metrics/requests.h"

namespace shiptally::metrics {
namespace {

Money usd(const char* text) { return Money::parse(text).value(); }

TEST(UnitCosts, DividesOnceHalfEvenAndByNothingGivesNone) {
  UnitCostRow row;
  EXPECT_EQ(row.per_request(), std::nullopt);
  row.cost = usd("0.000000000005");
  EXPECT_EQ(row.per_request(), std::nullopt);
  EXPECT_EQ(row.per_user(), std::nullopt);
  row.requests = 2;
  row.tokens = 4000;
  row.users = 0;
  row.deployments = 10;
  EXPECT_EQ(row.per_request(), usd("0.000000000002"));    // 2.5
  EXPECT_EQ(row.per_1k_tokens(), usd("0.000000000001"));  // 1.25
  EXPECT_EQ(row.per_user(), std::nullopt);
  EXPECT_EQ(row.per_deployment(), Money());  // 0.5
  row.unpriced = 1;
  EXPECT_EQ(row.per_request(), usd("0.000000000002"));
  EXPECT_EQ(row.per_1k_tokens(), std::nullopt);
}

TEST(RequestGroups, NumbersBucketsOfGroups) {
  const auto window = [](std::int64_t from, std::int64_t to) {
    return Window{instant_from_ms(from), instant_from_ms(to)};
  };
  RequestGroups groups({window(0, 10), window(10, 20)}, {Dimension::team, Dimension::model});
  EXPECT_EQ(groups.of(request({.team = "b", .at_ms = 9})), 0U);
  EXPECT_EQ(groups.of(request({.team = "b", .at_ms = 10})), 1U);
  EXPECT_EQ(groups.of(request({.team = "a", .at_ms = 3})), 2U);
  EXPECT_EQ(groups.of(request({.team = "b", .at_ms = 0})), 0U);
  EXPECT_EQ(groups.of(request({.service = "x", .team = "a", .at_ms = 3})), 2U);
  EXPECT_EQ(groups.of(request({.at_ms = 20})), std::nullopt);
  EXPECT_EQ(groups.of(request({.at_ms = -1})), std::nullopt);
  EXPECT_EQ(groups.sorted(), (std::vector<std::size_t>{2, 0, 1}));
  EXPECT_EQ(groups.key(2).values, (std::vector<std::string>{"a", "small"}));
  EXPECT_EQ(groups.key(1).bucket, window(10, 20));
}

}  // namespace
}  // namespace shiptally::metrics
