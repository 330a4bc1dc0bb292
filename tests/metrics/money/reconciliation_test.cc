#include "daemon/metrics/money/reconciliation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/metrics/bills.h"

namespace shiptally::metrics {
namespace {

const Window kOctober = {at("2026-10-01"), at("2026-11-01")};

MeteredDay metered(const char* day, std::optional<std::int64_t> requests, const char* cost) {
  return {at(day), "acme", "small", requests, *cost == 0 ? std::nullopt : std::optional(usd(cost))};
}

UsageDay logged(const char* day, std::int64_t requests, const char* cost) {
  return used({.day = day, .team = "core", .service = "api", .cost = cost, .requests = requests});
}

Charge bill(const char* day, const char* amount) {
  return charge({.id = day, .day = day, .billed = amount, .model = "small"});
}

std::string shown(const Reconciliation& r) {
  std::string out = format_instant(r.day).substr(8, 2) + (r.model.empty() ? " -" : "");
  const std::pair<const char*, Money> parts[] = {
      {"unbilled", r.parts.unbilled},      {"other", r.parts.other_charges},
      {"boundary", r.parts.time_boundary}, {"missing", r.parts.missing_requests},
      {"tokens", r.parts.token_counts},    {"prices", r.parts.prices},
      {"unexplained", r.parts.unexplained}};
  for (const auto& [name, amount] : parts)
    if (amount != Money()) out += std::string(" ") + name + " " + amount.str();
  return out;
}

struct Case {
  const char* name;
  std::vector<UsageDay> logged;
  std::vector<MeteredDay> metered;
  std::vector<Charge> charges;
  std::vector<std::string> want;  ///< "day part amount …", parts of nothing left out
};

const Charge kPlan = charge({.id = "plan", .billed = "20", .category = "Purchase"});
const Charge kCredit = charge({.id = "credit", .billed = "-3", .model = "small", .category = "Credit"});

const Case kCases[] = {
    {"they agree", {logged("2026-10-03", 10, "5")}, {}, {bill("2026-10-03", "5")}, {"03"}},
    {"no meter: nobody knows why",
     {logged("2026-10-03", 10, "5")},
     {},
     {bill("2026-10-03", "6")},
     {"03 unexplained 1"}},
    {"not billed yet", {logged("2026-10-03", 10, "5")}, {}, {}, {"03 unbilled -5"}},
    {"not billed yet, whatever the meter counted",
     {logged("2026-10-03", 10, "5")},
     {metered("2026-10-03", 12, "6")},
     {},
     {"03 unbilled -5"}},
    {"a support plan is no bill for usage",
     {logged("2026-10-03", 10, "5")},
     {},
     {kPlan},
     {"03 - other 20", "03 unbilled -5"}},
    {"a model that is not on a bill that came",
     {logged("2026-10-03", 10, "5")},
     {},
     {charge({.id = "x", .model = "large"})},
     {"03 unexplained 1", "03 unexplained -5"}},
    {"charges without a request",
     {logged("2026-10-03", 10, "5")},
     {},
     {bill("2026-10-03", "5"), kPlan, kCredit},
     {"03 - other 20", "03 other -3"}},
    {"the meter counted two more requests: 0.5 each on average, and 0.2 of other tokens; 0.3 of other prices",
     {logged("2026-10-03", 10, "5")},
     {metered("2026-10-03", 12, "6.2")},
     {bill("2026-10-03", "6.5")},
     {"03 missing 1 tokens 0.2 prices 0.3"}},
    {"the meter counted fewer",
     {logged("2026-10-03", 10, "5")},
     {metered("2026-10-03", 9, "4.5")},
     {bill("2026-10-03", "4.5")},
     {"03 missing -0.5"}},
    {"the meter does not count requests",
     {logged("2026-10-03", 10, "5")},
     {metered("2026-10-03", {}, "6")},
     {bill("2026-10-03", "6")},
     {"03 tokens 1"}},
    {"nothing was logged", {}, {metered("2026-10-03", 7, "6")}, {bill("2026-10-03", "6")}, {"03 missing 6"}},
    {"nothing of it had a price",
     {logged("2026-10-03", 10, "")},
     {metered("2026-10-03", 10, "6")},
     {bill("2026-10-03", "6")},
     {"03 missing 6"}},
    {"what the meter counted has no price",
     {logged("2026-10-03", 10, "5")},
     {metered("2026-10-03", 12, "")},
     {bill("2026-10-03", "6")},
     {"03 unexplained 1"}},
    {"two reports of a day, one without a price",
     {logged("2026-10-03", 10, "5")},
     {metered("2026-10-03", 12, "5"), metered("2026-10-03", 1, "")},
     {bill("2026-10-03", "6")},
     {"03 unexplained 1"}},
    {"the same difference on the next day",
     {logged("2026-10-03", 10, "5"), logged("2026-10-04", 10, "5")},
     {},
     {bill("2026-10-03", "4"), bill("2026-10-04", "6.5")},
     {"03 boundary -1", "04 boundary 1 unexplained 0.5"}},
    {"the same difference two days later is another",
     {logged("2026-10-03", 10, "5"), logged("2026-10-05", 10, "5")},
     {},
     {bill("2026-10-03", "4"), bill("2026-10-05", "6")},
     {"03 unexplained -1", "05 unexplained 1"}},
    {"between two neighbours each takes half",
     {logged("2026-10-03", 9, "5"), logged("2026-10-04", 9, "5"), logged("2026-10-05", 9, "5")},
     {},
     {bill("2026-10-03", "4"), bill("2026-10-04", "6"), bill("2026-10-05", "4.8")},
     {"03 boundary -0.5 unexplained -0.5", "04 boundary 0.7 unexplained 0.3", "05 boundary -0.2"}},
    {"a bill that goes by another zone, beside two requests that nobody logged",
     {logged("2026-10-03", 10, "5"), logged("2026-10-04", 10, "5")},
     {metered("2026-10-03", 12, "6"), metered("2026-10-04", 10, "5")},
     {bill("2026-10-03", "4.5"), bill("2026-10-04", "6.5")},
     {"03 boundary -1.5 missing 1", "04 boundary 1.5"}},
    {"requests that the meter counts on the next day are not missing",
     {logged("2026-10-03", 10, "5"), logged("2026-10-04", 10, "5")},
     {metered("2026-10-03", 9, "4.5"), metered("2026-10-04", 11, "5.5")},
     {bill("2026-10-03", "4.5"), bill("2026-10-04", "5.5")},
     {"03 boundary -0.5", "04 boundary 0.5"}},
    {"a month's storage does not tell which days are billed",
     {logged("2026-10-03", 10, "5"), logged("2026-10-04", 10, "5")},
     {},
     {bill("2026-10-03", "5"), charge({.id = "s", .day = "2026-10-03", .billed = "2", .days = 2})},
     {"03", "03 - other 1", "04 - other 1", "04 unbilled -5"}},
    {"a day of October with its neighbour in September",
     {logged("2026-09-30", 10, "5"), logged("2026-10-01", 10, "5")},
     {},
     {bill("2026-09-30", "4"), bill("2026-10-01", "6")},
     {"01 boundary 1"}},
};

TEST(Reconciliation, Table) {
  for (const Case& c : kCases) {
    std::vector<std::string> got;
    for (const Reconciliation& r :
         reconcile(c.logged, c.metered, billed_days(c.charges, {}).days, kOctober)) {
      got.push_back(shown(r));
      EXPECT_EQ(r.parts.total(), r.drift()) << c.name;
    }
    std::vector<std::string> want = c.want;
    std::sort(want.begin(), want.end());
    std::sort(got.begin(), got.end());
    EXPECT_EQ(got, want) << c.name;
  }
}

TEST(Reconciliation, FailedRequestsAreInNeitherCount) {
  UsageDay day = logged("2026-10-03", 10, "4");
  day.sums.errors[static_cast<std::size_t>(ErrorClass::rate_limited)] = 2;
  const std::vector<Charge> charges = {bill("2026-10-03", "4.5")};
  const auto rows =
      reconcile({{day}}, {{metered("2026-10-03", 9, "4.5")}}, billed_days(charges, {}).days, kOctober);
  EXPECT_EQ(shown(rows.at(0)), "03 missing 0.5");
  EXPECT_EQ(rows[0].requests, 10);
  EXPECT_EQ(rows[0].metered_requests, 9);
}

TEST(Reconciliation, IdleMachinesAreComputed) {
  const std::vector<Charge> charges = {bill("2026-10-03", "24")};
  const std::vector<UsageDay> usage = {logged("2026-10-03", 10, "4"), idle("2026-10-03", "20")};
  const auto rows = reconcile(usage, {}, billed_days(charges, {}).days, kOctober);
  EXPECT_EQ(rows.at(0).drift(), Money());
}

TEST(Reconciliation, AlarmsAboveBothThresholds) {
  MoneyRules rules;  // 10 per mille and $1
  EXPECT_FALSE(alarms(rules, usd("1"), usd("50")));
  EXPECT_TRUE(alarms(rules, usd("1.01"), usd("50")));
  EXPECT_FALSE(alarms(rules, usd("-1.01"), usd("101")));
  EXPECT_TRUE(alarms(rules, usd("-1.02"), usd("101")));
  EXPECT_TRUE(alarms(rules, usd("2"), Money()));
}

struct World {
  std::vector<UsageDay> logged;
  std::vector<MeteredDay> metered;
  std::vector<Charge> charges;
};

World random_world(std::mt19937_64& random) {
  const auto below = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
  const auto day = [&] { return at("2026-10-01") + std::chrono::days(below(8)); };
  const auto money = [&] { return Money::from_pico(below(3'000'000'000'000)); };
  World world;
  for (std::int64_t i = below(30); i > 0; --i) {
    UsageDay u = logged("2026-10-01", 1 + below(9), below(4) == 0 ? "" : "1");
    u.day = day();
    u.model = below(2) == 0 ? "small" : "large";
    if (u.sums.unpriced == 0) u.sums.cost[0] = money();
    world.logged.push_back(u);
  }
  for (std::int64_t i = below(20); i > 0; --i)
    world.metered.push_back({day(), "acme", below(2) == 0 ? "small" : "large",
                             below(3) == 0 ? std::nullopt : std::optional(below(9)),
                             below(4) == 0 ? std::nullopt : std::optional(money())});
  for (std::int64_t i = below(30); i > 0; --i) {
    Charge c = bill("2026-10-01", "0");
    c.key.id = std::to_string(i);
    c.from = day();
    c.to = c.from + std::chrono::hours(24 + below(30));
    c.model = below(4) == 0 ? "" : below(2) == 0 ? "small" : "large";
    c.category = below(5) == 0 ? "Tax" : "Usage";
    c.billed = below(5) == 0 ? -money() : money();
    world.charges.push_back(c);
  }
  return world;
}

std::vector<std::string> texts(const std::vector<Reconciliation>& rows) {
  std::vector<std::string> out;
  for (const Reconciliation& r : rows) out.push_back(shown(r) + " " + r.model + " " + r.drift().str());
  return out;
}

TEST(Reconciliation, PartsAreTheDriftAndWindowAndOrderChangeNothing) {
  std::mt19937_64 random(5);
  const Window all = {at("2026-09-01"), at("2026-12-01")};
  const Window some = {at("2026-10-03"), at("2026-10-05")};
  for (int i = 0; i < 500; ++i) {
    World world = random_world(random);
    const auto rows = [&](Window window) {
      return reconcile(world.logged, world.metered, billed_days(world.charges, {}).days, window);
    };
    const auto whole = rows(all);
    Money computed, billed, drift, boundary;
    for (const Reconciliation& r : whole) {
      ASSERT_EQ(r.parts.total(), r.drift());
      drift += r.parts.total();
      boundary += r.parts.time_boundary;
    }
    for (const UsageDay& u : world.logged) computed += total(u.sums.cost);
    for (const Charge& c : world.charges) billed += c.billed;
    EXPECT_EQ(drift, billed - computed);
    EXPECT_EQ(boundary, Money());

    auto inside = whole;
    std::erase_if(inside, [&](const Reconciliation& r) { return !some.contains(r.day); });
    std::shuffle(world.logged.begin(), world.logged.end(), random);
    std::shuffle(world.metered.begin(), world.metered.end(), random);
    std::shuffle(world.charges.begin(), world.charges.end(), random);
    EXPECT_EQ(texts(rows(all)), texts(whole));
    // Only what lies within reach of the window is given.
    const Window reach = {some.from - std::chrono::days(kNeighbourDays),
                          some.to + std::chrono::days(kNeighbourDays)};
    std::erase_if(world.logged, [&](const UsageDay& u) { return !reach.contains(u.day); });
    std::erase_if(world.metered, [&](const MeteredDay& m) { return !reach.contains(m.day); });
    std::erase_if(world.charges, [&](const Charge& c) { return c.to <= reach.from || c.from >= reach.to; });
    EXPECT_EQ(texts(rows(some)), texts(inside));
  }
}

}  // namespace
}  // namespace shiptally::metrics
