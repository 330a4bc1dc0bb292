#include "daemon/metrics/money/cost_groups.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace shiptally::metrics {
namespace {

Instant at(const char* text) { return parse_instant(text).value(); }
Money usd(std::int64_t dollars) { return Money::from_dollars(dollars); }

UsageDay used(const char* day, const char* service, std::int64_t dollars, std::int64_t idle = 0) {
  UsageDay out{at(day), "acme", "small", service, "core", {}, usd(idle)};
  out.sums.requests = 1;
  out.sums.cost[0] = usd(dollars);
  return out;
}

TEST(CostGroups, EveryDayIsThereAndTheRunningOneIsLater) {
  const UsageDay rows[] = {used("2026-11-01", "api", 5), used("2026-11-01", "web", 1, 2),
                           used("2026-11-03", "api", 7), used("2026-11-04", "api", 9)};
  constexpr Dimension kByService[] = {Dimension::service};
  const auto groups = cost_groups(rows, kByService, {at("2026-11-01"), at("2026-11-04T12:00:00Z")});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].values, std::vector<std::string>{"api"});
  EXPECT_EQ(groups[0].known.days, (std::vector<Money>{usd(5), usd(0), usd(7)}));
  EXPECT_EQ(groups[0].later.first, at("2026-11-04"));
  EXPECT_EQ(groups[0].later.days, std::vector<Money>{usd(9)});
  EXPECT_EQ(groups[0].rows.size(), 2U);
  EXPECT_EQ(groups[1].known.days, (std::vector<Money>{usd(3), usd(0), usd(0)}));
  const auto whole = cost_groups(rows, {}, {at("2026-11-01"), at("2026-11-04")});
  ASSERT_EQ(whole.size(), 1U);
  EXPECT_EQ(whole[0].known.days, (std::vector<Money>{usd(8), usd(0), usd(7)}));
  EXPECT_TRUE(whole[0].later.days.empty());
}

TEST(CostGroups, PeriodsEndWithTheirLastInstant) {
  const struct {
    const char* t;
    BudgetPeriod period;
    const char *from, *to;
  } kCases[] = {
      {"2026-11-24T01:02:03Z", BudgetPeriod::month, "2026-11-01", "2026-12-01"},
      {"2026-12-01", BudgetPeriod::month, "2026-11-01", "2026-12-01"},
      {"2026-12-01T00:00:00.001Z", BudgetPeriod::month, "2026-12-01", "2027-01-01"},
      {"2026-11-24", BudgetPeriod::quarter, "2026-10-01", "2027-01-01"},
      {"2027-01-01", BudgetPeriod::quarter, "2026-10-01", "2027-01-01"},
      {"2026-03-31", BudgetPeriod::quarter, "2026-01-01", "2026-04-01"},
      {"2027-01-01", BudgetPeriod::year, "2026-01-01", "2027-01-01"},
      {"2028-02-29", BudgetPeriod::year, "2028-01-01", "2029-01-01"},
  };
  for (const auto& c : kCases) EXPECT_EQ(period_of(at(c.t), c.period), (Window{at(c.from), at(c.to)})) << c.t;
}

Charge charge(const char* provider, const char* from, const char* to, std::int64_t dollars,
              const char* billing = nullptr) {
  Charge out;
  out.key = {"bill", std::string(provider) + from + to};
  out.provider = provider;
  out.from = at(from);
  out.to = at(to);
  out.billed = usd(dollars);
  if (billing != nullptr) out.billing_period = at(billing);
  return out;
}

const Window kNovemberSoFar = {at("2026-11-01"), at("2026-11-10T12:00:00Z")};

TEST(CostGroups, BillsAreKnownToTheLastDayThatEveryProviderBilled) {
  const std::vector<Charge> charges = {
      charge("acme", "2026-11-01", "2026-11-02", 5), charge("acme", "2026-11-08", "2026-11-09", 4),
      charge("slow", "2026-11-03", "2026-11-04", 2), charge("gone", "2026-08-03", "2026-08-04", 1)};
  const Billed billed = billed_days(charges, {});
  const auto all = cost_groups(billed.days, {}, {}, kNovemberSoFar);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].known.end(), at("2026-11-04")) << "slow has not billed the 4th yet";
  EXPECT_EQ(all[0].known.sum(kNovemberSoFar), usd(7));
  EXPECT_EQ(all[0].later.sum(kNovemberSoFar), usd(4));
  Filter acme;
  acme[Dimension::provider] = {"acme"};
  const auto one = cost_groups(billed.days, acme, {}, kNovemberSoFar);
  EXPECT_EQ(one.at(0).known.end(), at("2026-11-09"));
  EXPECT_EQ(one.at(0).known.sum(kNovemberSoFar), usd(9));
}

TEST(CostGroups, BilledMonthsAreThoseOfTheInvoices) {
  // Used on the last of October, billed with November; and the other way round.
  const std::vector<Charge> charges = {charge("acme", "2026-10-31", "2026-11-01", 5, "2026-11-01"),
                                       charge("acme", "2026-11-02", "2026-11-03", 3, "2026-10-01"),
                                       charge("acme", "2026-11-09", "2026-11-10", 1)};
  const auto groups =
      cost_groups(billed_days(charges, {}).days, {}, {}, {at("2026-10-01"), at("2026-11-10")});
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].known.sum({at("2026-10-01"), at("2026-11-01")}), usd(3));
  EXPECT_EQ(groups[0].known.sum({at("2026-11-01"), at("2026-12-01")}), usd(6));
  EXPECT_EQ(groups[0].known.days.front(), usd(0));
}

TEST(CostGroups, OnlyDimensionsThatBothHave) {
  constexpr Dimension kRoute[] = {Dimension::team, Dimension::route};
  EXPECT_EQ(check_cost_dimensions(kRoute).error().message,
            "group_by: route is not one of provider, model, service, team");
  EXPECT_FALSE(check_cost_dimensions(kUsageDayDimensions).has_error());
}

}  // namespace
}  // namespace shiptally::metrics
