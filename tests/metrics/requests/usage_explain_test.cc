#include "daemon/metrics/requests/usage_explain.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/metrics/requests.h"

namespace shiptally::metrics {
namespace {

using ::testing::ElementsAre;

Request priced(const Call& call, std::string_view price_id) {
  Request row = request(call);
  row.price_id = price_id;
  return row;
}

/// The explanation of a figure over the rows, and idle machines beside them.
Explanation explain(std::string_view metric, const std::vector<Request>& rows, Money idle = {}) {
  UsageGroup sum;
  sum.idle = idle;
  PriceFold prices;
  for (const Request& row : rows) {
    sum.sum.add(row);
    prices.add(row);
  }
  const bool any = !rows.empty() || idle != Money();
  return explain_usage(metric, {}, any ? &sum : nullptr, prices).value();
}

std::vector<std::string> ids(const Explanation& e) {
  std::vector<std::string> out;
  for (const ExplainedPart& part : e.parts) out.push_back(part.id);
  return out;
}

TEST(UsageExplain, PartsOfTheCostAddUpToIt) {
  const Explanation e =
      explain("cost_usd",
              {priced({}, "openai/x@2026-01-01"), priced({}, "acme/small@2026-01-01"),
               priced({}, "acme/small@2026-01-01"), request({.model = "new", .input_usd = ""}),
               request({.model = "new", .input_usd = ""})},
              Money::from_dollars(4));
  EXPECT_EQ(e.exact->str(), "7");  // three requests of 0.25 + 0.75, and the idle machine
  EXPECT_EQ(e.value, 7.0);
  EXPECT_EQ(e.n, 3U);
  EXPECT_EQ(e.unit, "usd");
  EXPECT_THAT(ids(e), ElementsAre("acme/small@2026-01-01", "idle", "openai/x@2026-01-01"));
  EXPECT_EQ(e.parts[0].requests, 2);
  Money sum;
  for (const ExplainedPart& part : e.parts) sum += part.cost.value();
  EXPECT_EQ(sum, e.exact);
  ASSERT_EQ(e.exclusions.size(), 1U);
  EXPECT_EQ(e.exclusions[0].id, "acme/new");
  EXPECT_EQ(e.exclusions[0].reason, "no price in force: 2 requests, unpriced, not free");
}

TEST(UsageExplain, CostPerRequestIsOverPricedOnes) {
  const Explanation e =
      explain("cost_per_request_usd",
              {priced({}, "a@1"), priced({.input_usd = "0.75"}, "a@1"), request({.input_usd = ""})});
  EXPECT_EQ(e.exact->str(), "1.25");
  EXPECT_EQ(e.n, 2U);
}

TEST(UsageExplain, ErrorRateTellsItsClassesAndInterval) {
  const Explanation e = explain("error_rate", {request({}), request({.error = ErrorClass::timeout}),
                                               request({.error = ErrorClass::client}), request({})});
  EXPECT_EQ(e.value, 0.5);
  EXPECT_EQ(e.n, 4U);
  EXPECT_THAT(ids(e), ElementsAre("client", "timeout"));
  EXPECT_NEAR(e.interval->low, 0.15, 0.001);  // Wilson at 2 of 4
  EXPECT_NEAR(e.interval->high, 0.85, 0.001);
}

TEST(UsageExplain, QuantilesTakeTheirOwnObservations) {
  const std::vector<Request> rows = {request({.latency_ms = 100, .ttft_ms = 40}),
                                     request({.latency_ms = 300})};
  const Explanation latency = explain("latency_p99_ms", rows), ttft = explain("ttft_p50_ms", rows);
  EXPECT_NEAR(latency.value.value(), 100, 1);  // rank floor(0.99 x 1)
  EXPECT_EQ(latency.n, 2U);
  EXPECT_NEAR(ttft.value.value(), 40, 0.4);
  EXPECT_EQ(ttft.n, 1U);
}

TEST(UsageExplain, NoDataIsNoValue) {
  for (const std::string_view metric : usage_metrics()) {
    const Explanation e = explain(metric, {});
    EXPECT_EQ(e.metric, metric);
    EXPECT_FALSE(e.value) << metric;
    EXPECT_EQ(e.n, 0U) << metric;
    EXPECT_FALSE(e.definition.empty()) << metric;
  }
  EXPECT_TRUE(std::is_sorted(usage_metrics().begin(), usage_metrics().end()));
}

TEST(UsageExplain, RefusesAnotherName) {
  EXPECT_EQ(explain_usage("cost_eur", {}, nullptr, {}).error().message,
            "metric: no figure of requests is called \"cost_eur\"");
}

}  // namespace
}  // namespace shiptally::metrics
