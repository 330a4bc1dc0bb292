#include "daemon/metrics/requests/usage_rows.h"

#include <gtest/gtest.h>

#include "tests/metrics/requests.h"

namespace shiptally::metrics {
namespace {

Money usd(const char* text) { return Money::parse(text).value(); }

UsageGroup group_of(const std::vector<Call>& calls, Money idle = {}) {
  UsageGroup group{{instant_from_ms(0), instant_from_ms(3'600'000)}, {"api"}, {}, idle};
  for (const Call& call : calls) group.sum.add(request(call));
  return group;
}

const Call kPriced = {.tokens = {.input = 10, .output = 5}};
const Call kUnpriced = {.tokens = {.input = 10, .output = 5}, .input_usd = "", .output_usd = ""};
const Call kCheap = {.input_usd = "0", .output_usd = "0.000000000001"};

struct CostCase {
  const char* name;
  std::vector<Call> calls;
  const char* idle;
  std::int64_t requests, unpriced;
  const char* cost;         ///< nullptr: none
  const char* per_request;  ///< nullptr: none
};

const CostCase kCosts[] = {
    {"priced", {kPriced}, "0", 1, 0, "1", "1"},
    {"unpriced is not free", {kUnpriced, kUnpriced}, "0", 2, 2, nullptr, nullptr},
    {"unpriced ones do not thin the cost per request", {kPriced, kPriced, kUnpriced}, "0", 3, 1, "2", "1"},
    {"halves round to even: down",
     {kCheap, {.input_usd = "0", .output_usd = "0"}},
     "0",
     2,
     0,
     "0.000000000001",
     "0"},
    {"halves round to even: up",
     {kCheap, kCheap, kCheap, {.input_usd = "0", .output_usd = "0"}},
     "0.000000000003",
     4,
     0,
     "0.000000000006",
     "0.000000000002"},
    {"idle machines cost without requests", {}, "3.5", 0, 0, "3.5", nullptr},
    {"idle cost is a part of the cost", {kPriced}, "3", 1, 0, "4", "4"},
    {"idle cost beside unpriced requests", {kUnpriced}, "3", 1, 1, "3", nullptr},
};

TEST(CostRows, AddUp) {
  for (const CostCase& c : kCosts) {
    const UsageGroup group = group_of(c.calls, usd(c.idle));
    const CostRow row = cost_rows({&group, 1}).at(0);
    EXPECT_EQ(row.requests, c.requests) << c.name;
    EXPECT_EQ(row.unpriced, c.unpriced) << c.name;
    EXPECT_EQ(row.cost.has_value(), c.cost != nullptr) << c.name;
    EXPECT_EQ(row.cost_per_request.has_value(), c.per_request != nullptr) << c.name;
    if (row.cost && c.cost != nullptr) {
      EXPECT_EQ(row.cost->str(), c.cost) << c.name;
    }
    if (row.cost_per_request && c.per_request != nullptr) {
      EXPECT_EQ(row.cost_per_request->str(), c.per_request) << c.name;
    }
  }
}

TEST(TokenClassRows, DivideTheCost) {
  UsageGroup group = group_of({kPriced, kUnpriced}, usd("3"));
  group.sum.cost[static_cast<std::size_t>(TokenClass::other)] = usd("0.01");
  const auto rows = token_class_rows({&group, 1});
  ASSERT_EQ(rows.size(), 4u);
  const std::tuple<const char*, std::optional<std::int64_t>, const char*> want[] = {
      {"input", 20, "0.25"},
      {"output", 10, "0.75"},
      {"other", std::nullopt, "0.01"},
      {"idle", std::nullopt, "3"}};
  Money sum;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].token_class, std::get<0>(want[i]));
    EXPECT_EQ(rows[i].tokens, std::get<1>(want[i]));
    EXPECT_EQ(rows[i].cost.value().str(), std::get<2>(want[i]));
    sum += *rows[i].cost;
  }
  EXPECT_EQ(sum, cost_rows({&group, 1}).at(0).cost);
}

TEST(TokenClassRows, UnpricedTokensHaveNoCost) {
  const UsageGroup group = group_of({kUnpriced});
  for (const TokenClassRow& row : token_class_rows({&group, 1})) EXPECT_FALSE(row.cost) << row.token_class;
}

TEST(LatencyRows, AreWithinOnePercent) {
  std::vector<Call> calls;
  for (std::int64_t i = 1; i <= 101; ++i) calls.push_back({.latency_ms = i * 10, .ttft_ms = i <= 21 ? i : 0});
  const UsageGroup group = group_of(calls);
  const LatencyRow row = latency_rows({&group, 1}).at(0);
  const double latency_ms[] = {510, 910, 960, 1000}, ttft_ms[] = {11, 19, 20, 20};
  for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
    EXPECT_NEAR(row.latency_ms[i].value(), latency_ms[i], latency_ms[i] * 0.0101);
    EXPECT_NEAR(row.ttft_ms[i].value(), ttft_ms[i], ttft_ms[i] * 0.0101);
  }
  EXPECT_EQ(row.requests, 101);
  EXPECT_EQ(row.ttft_requests, 21);
}

TEST(LatencyRows, NoTimeToFirstTokenIsNoData) {
  const UsageGroup group = group_of({kPriced});
  const LatencyRow row = latency_rows({&group, 1}).at(0);
  EXPECT_EQ(row.ttft_ms, Quantiles());
  EXPECT_EQ(row.ttft_requests, 0);
}

TEST(ErrorRows, CountByClass) {
  const UsageGroup group = group_of({{.error = ErrorClass::timeout},
                                     {.error = ErrorClass::provider},
                                     {.error = ErrorClass::provider},
                                     {},
                                     {},
                                     {},
                                     {},
                                     {}});
  const ErrorRow row = error_rows({&group, 1}).at(0);
  EXPECT_EQ(row.requests, 8);
  EXPECT_EQ(row.errors, 3);
  EXPECT_DOUBLE_EQ(row.error_rate, 0.375);
  EXPECT_EQ(row.by_class[static_cast<std::size_t>(ErrorClass::provider)], 2);
  EXPECT_EQ(row.by_class[static_cast<std::size_t>(ErrorClass::timeout)], 1);
  EXPECT_EQ(row.by_class[static_cast<std::size_t>(ErrorClass::client)], 0);
}

TEST(RequestRows, IdleMachinesAreNoRequests) {
  const UsageGroup group = group_of({}, usd("3"));
  EXPECT_TRUE(latency_rows({&group, 1}).empty());
  EXPECT_TRUE(error_rows({&group, 1}).empty());
}

TEST(RequestRows, NoGroupsNoRows) {
  EXPECT_TRUE(cost_rows({}).empty());
  EXPECT_TRUE(token_class_rows({}).empty());
  EXPECT_TRUE(latency_rows({}).empty());
  EXPECT_TRUE(error_rows({}).empty());
}

}  // namespace
}  // namespace shiptally::metrics
