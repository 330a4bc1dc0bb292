#include "daemon/metrics/money/idle_cost.h"

#include <gtest/gtest.h>

#include "daemon/metrics/requests/usage_rows.h"
#include "tests/metrics/requests.h"

namespace shiptally::metrics {
namespace {

using std::chrono::hours;

const Instant kStart = parse_instant("2026-03-01").value();

Instant hour(int h) { return kStart + hours(h); }
Money usd(const char* text) { return Money::parse(text).value(); }

Price price(const char* model, const char* per_hour, Instant from, std::optional<Instant> to = {}) {
  Price p;
  p.provider = "self-hosted";
  p.model = model;
  p.from = from;
  p.to = to;
  p.per_machine_hour = usd(per_hour);
  return p;
}

UsageGroup used(int bucket_hour, const char* model, const char* cost) {
  UsageGroup group{{hour(bucket_hour), hour(bucket_hour + 1)}, {"self-hosted", model}, {}, {}};
  group.sum.requests = 1;
  group.sum.cost[static_cast<std::size_t>(TokenClass::other)] = usd(cost);
  return group;
}

struct Case {
  const char* name;
  std::vector<Fleet> fleet;
  std::vector<Price> prices;
  std::vector<UsageGroup> computed;
  int until_hour;
  std::vector<std::string> want;  ///< "hour model cost", buckets of an hour from 0 to 3
};

const Price kTwoDollars = price("llama", "2", hour(-1000));

const Case kCases[] = {
    {"a machine that only waits",
     {{"self-hosted", "llama", 1, hour(-9), {}}},
     {kTwoDollars},
     {},
     3,
     {"0 llama 2", "1 llama 2", "2 llama 2"}},
    {"what requests used is not idle",
     {{"self-hosted", "llama", 2, hour(-9), {}}},
     {kTwoDollars},
     {used(1, "llama", "1.5")},
     3,
     {"0 llama 4", "1 llama 2.5", "2 llama 4"}},
    {"never below nothing",
     {{"self-hosted", "llama", 1, hour(-9), {}}},
     {kTwoDollars},
     {used(0, "llama", "2"), used(1, "llama", "7")},
     3,
     {"2 llama 2"}},
    {"only while the fleet stands",
     {{"self-hosted", "llama", 1, hour(1), hour(2)}},
     {kTwoDollars},
     {},
     3,
     {"1 llama 2"}},
    {"a part of an hour",
     {{"self-hosted", "llama", 1, hour(0) + std::chrono::minutes(45), hour(1)}},
     {kTwoDollars},
     {},
     3,
     {"0 llama 0.5"}},
    {"the future is not spent yet",
     {{"self-hosted", "llama", 1, hour(0), {}}},
     {kTwoDollars},
     {},
     1,
     {"0 llama 2"}},
    {"the price in force",
     {{"self-hosted", "llama", 1, hour(0), {}}},
     {price("llama", "2", hour(-9), hour(1)), price("llama", "3", hour(1))},
     {},
     3,
     {"0 llama 2", "1 llama 3", "2 llama 3"}},
    {"fleets of one model are one",
     {{"self-hosted", "llama", 1, hour(0), {}}, {"self-hosted", "llama", 3, hour(2), {}}},
     {kTwoDollars},
     {used(2, "llama", "5")},
     3,
     {"0 llama 2", "1 llama 2", "2 llama 3"}},
    {"another model's requests do not fill it",
     {{"self-hosted", "llama", 1, hour(2), {}}},
     {kTwoDollars},
     {used(2, "qwen", "1")},
     3,
     {"2 llama 2"}},
    {"a fleet without a price is unpriced, not idle",
     {{"self-hosted", "llama", 1, hour(0), {}}},
     {},
     {},
     3,
     {}},
    {"rounded once, half to even",
     {{"self-hosted", "llama", 1, hour(0), hour(0) + std::chrono::minutes(30)}},
     {price("llama", "0.000000000003", hour(-9))},
     {},
     3,
     {"0 llama 0.000000000002"}},
};

TEST(IdleCosts, AreWhatTheMachinesCostBeyondTheirRequests) {
  const std::vector<Window> buckets = {{hour(0), hour(1)}, {hour(1), hour(2)}, {hour(2), hour(3)}};
  for (const Case& c : kCases) {
    const PriceBook book{"test", c.prices, {}, c.fleet};
    std::vector<std::string> got;
    for (const IdleCost& idle : idle_costs(book, Filter(), buckets, c.computed, hour(c.until_hour)))
      got.push_back(std::to_string((idle.bucket.from - kStart) / hours(1)) + " " + idle.model + " " +
                    idle.cost.str());
    EXPECT_EQ(got, c.want) << c.name;
  }
}

PriceBook one_machine() { return {"test", {kTwoDollars}, {}, {{"self-hosted", "llama", 1, hour(0), {}}}}; }

struct FilterCase {
  Dimension dimension;
  const char* value;
  bool asked;
};

TEST(IdleFilter, FollowsTheQuery) {
  const FilterCase cases[] = {
      {Dimension::provider, "self-hosted", true}, {Dimension::provider, "acme", false},
      {Dimension::model, "llama", true},          {Dimension::service, "api", false},
      {Dimension::team, "core", false},           {Dimension::environment, "production", false},
      {Dimension::service, "(idle)", true},
  };
  for (const FilterCase& c : cases) {
    Filter asked;
    asked[c.dimension] = {c.value};
    const auto filter = idle_filter(one_machine(), asked);
    EXPECT_EQ(filter.has_value(), c.asked) << name(c.dimension) << "=" << c.value;
    if (!filter) continue;
    // What fills the machines counts whatever service it came from.
    EXPECT_TRUE((*filter)[Dimension::service].empty());
    EXPECT_EQ((*filter)[Dimension::model], std::vector<std::string>{"llama"});
  }
  EXPECT_FALSE(idle_filter(PriceBook(), Filter()));
}

TEST(IdleCosts, TotalIsTheSameHoweverGrouped) {
  const std::vector<Window> buckets = {{hour(0), hour(1)}, {hour(1), hour(2)}};
  const std::vector<Dimension> by_model = {Dimension::provider, Dimension::model};
  std::vector<Request> rows;
  for (const char* service : {"api", "web"}) {
    rows.push_back(request({.service = service, .model = "llama", .at_ms = to_ms(hour(0)) + 5}));
    rows.back().series.provider = "self-hosted";
    rows.push_back(request({.service = service, .model = "small", .at_ms = to_ms(hour(1)) + 5}));
  }
  UsageFold computed(buckets, by_model);
  for (const Request& row : rows)
    if (row.series.model == "llama") computed.add(row);
  const auto idle = idle_costs(one_machine(), Filter(), buckets, computed.groups().value(), hour(2));
  for (const std::vector<Dimension>& group_by : {std::vector<Dimension>{},
                                                 {Dimension::service},
                                                 {Dimension::model},
                                                 {Dimension::team, Dimension::route},
                                                 {Dimension::token_class},
                                                 {Dimension::environment, Dimension::token_class}}) {
    UsageFold fold(buckets, group_by);
    for (const Request& row : rows) fold.add(row);
    for (const IdleCost& cost : idle) fold.add_idle(series_of(cost), cost.bucket.from, cost.cost);
    const auto groups = fold.groups().value();
    Money by_row, by_class;
    for (const CostRow& row : cost_rows(groups)) by_row += row.cost.value();
    for (const TokenClassRow& row : token_class_rows(groups)) by_class += row.cost.value();
    // Two machine hours at 2 USD hold llama's two requests at 1 USD; the other model's cost 2 USD.
    EXPECT_EQ(by_row.str(), "6");
    EXPECT_EQ(by_class.str(), "6");
  }
}

}  // namespace
}  // namespace shiptally::metrics
