#include <gtest/gtest.h>

#include "daemon/metrics/money/allocation_rows.h"
#include "tests/metrics/bills.h"

namespace shiptally::metrics {
namespace {

AllocationRule rule(const char* name, ShareBy by) {
  AllocationRule out;
  out.name = name;
  out.by = by;
  return out;
}

AllocationRule shares(const char* name, ShareBy by, std::vector<std::pair<std::string, std::int64_t>> parts,
                      std::int64_t whole) {
  AllocationRule out = rule(name, by);
  out.parts = std::move(parts);
  out.whole = whole;
  return out;
}

AllocationRule of_category(const char* category, AllocationRule out) {
  out.categories = {category};
  return out;
}

AllocationRule idle_only(AllocationRule out) {
  out.idle_only = true;
  return out;
}

using Lines = std::vector<std::string>;

/// "team/service amount method rule: reason" of each row.
Lines shown(const std::vector<AllocationRow>& rows) {
  Lines out;
  for (const AllocationRow& r : rows) {
    std::string line = r.team + "/" + r.service + " " + r.usd.billed.str() + " ";
    line += name(r.method);
    if (!r.rule.empty()) line += " " + r.rule;
    if (r.idle) line += " idle";
    if (!r.reason.empty()) line += ": " + r.reason;
    out.push_back(line);
  }
  return out;
}

struct Case {
  const char* name;
  ChargeOf charge;
  std::vector<UsageDay> usage;
  std::vector<AllocationRule> rules;
  Lines want;
};

const UsageDay kApi = used({.team = "core", .service = "api", .cost = "3"});
const UsageDay kWeb = used({.team = "shop", .service = "web", .cost = "1"});

const Case kCases[] = {
    {"a tag of the bill goes before usage and rules",
     {.model = "small", .team = "core"},
     {kWeb},
     {rule("all", ShareBy::even)},
     {"core/ 1 tag"}},
    {"a service's tag is enough", {.service = "web"}, {}, {}, {"/web 1 tag"}},
    {"by the cost of the day",
     {.billed = "2", .model = "small"},
     {kApi, kWeb, used({.team = "shop", .service = "web", .cost = "9", .model = "large"}),
      used({.day = "2026-10-04", .team = "shop", .service = "web", .cost = "9"})},
     {},
     {"core/api 1.5 day_cost", "shop/web 0.5 day_cost"}},
    {"another provider's model of the same name is another",
     {.model = "small", .provider = "globex"},
     {kApi},
     {},
     {"/ 1 unallocated: nobody used the model, and no rule fits"}},
    {"by tokens where nothing had a price",
     {.model = "small"},
     {used({.team = "core", .service = "api", .cost = "", .input = 30}),
      used({.team = "shop", .service = "web", .cost = "", .input = 10})},
     {},
     {"core/api 0.75 day_tokens", "shop/web 0.25 day_tokens"}},
    {"a price of some is a price",
     {.model = "small"},
     {kApi, used({.team = "shop", .service = "web", .cost = "", .input = 10})},
     {},
     {"core/api 1 day_cost"}},
    {"by the month where nothing was used that day",
     {.day = "2026-10-05", .model = "small"},
     {kApi, kWeb, used({.day = "2026-09-30", .team = "late", .service = "x", .cost = "9"})},
     {},
     {"core/api 0.75 month_cost", "shop/web 0.25 month_cost"}},
    {"a charge of several days by the month, not by who was alone on a day",
     {.day = "2026-10-03", .billed = "2", .model = "small", .days = 2},
     {kApi, used({.day = "2026-10-04", .team = "shop", .service = "web", .cost = "1"})},
     {},
     {"core/api 1.5 month_cost", "shop/web 0.5 month_cost"}},
    {"by the month's tokens",
     {.day = "2026-10-05", .model = "small"},
     {used({.team = "core", .service = "api", .cost = "", .input = 3})},
     {},
     {"core/api 1 month_tokens"}},
    {"requests that failed before a token used nothing",
     {.model = "small"},
     {used({.team = "core", .service = "api", .cost = "", .input = 0})},
     {},
     {"/ 1 unallocated: nobody used the model, and no rule fits"}},
    {"requests that name nobody",
     {.model = "small"},
     {kWeb, used({.cost = "1"})},
     {},
     {"/ 0.5 unallocated: its requests name neither team nor service", "shop/web 0.5 day_cost"}},
    {"a service without a team bears its part",
     {.model = "small"},
     {used({.service = "api"})},
     {},
     {"/api 1 day_cost"}},
    {"shared: nobody without a rule",
     {.category = "Tax"},
     {kApi},
     {of_category("Credit", rule("credits", ShareBy::even))},
     {"/ 1 unallocated: no model, and no rule fits"}},
    {"shared: proportional to the provider's cost in the month, whatever the model",
     {.billed = "-8"},
     {kApi, kWeb,
      used({.day = "2026-10-20", .team = "shop", .service = "web", .cost = "4", .model = "large"}),
      used({.team = "other", .service = "x", .cost = "9", .provider = "globex"})},
     {rule("support", ShareBy::proportional)},
     {"core/api -3 proportional support", "shop/web -5 proportional support"}},
    {"shared: proportional to nothing",
     {},
     {used({.team = "core", .provider = "globex"})},
     {rule("support", ShareBy::proportional)},
     {"/ 1 unallocated support: nobody used the provider in the month"}},
    {"shared: even among the teams that sent anything",
     {},
     {kApi, kWeb, used({.team = "core", .service = "x", .cost = "50"}), used({.provider = "globex"}),
      used({.day = "2026-11-01", .team = "next"})},
     {rule("seats", ShareBy::even)},
     {"core/ 0.5 even seats", "shop/ 0.5 even seats"}},
    {"shared: even among nobody",
     {},
     {used({.service = "x"})},
     {rule("seats", ShareBy::even)},
     {"/ 1 unallocated seats: no team sent a request in the month"}},
    {"shared: even among those listed",
     {},
     {kApi},
     {shares("seats", ShareBy::even, {{"a", 1}, {"b", 1}}, 2)},
     {"a/ 0.5 even seats", "b/ 0.5 even seats"}},
    {"shared: fixed, and what it leaves",
     {.billed = "10"},
     {},
     {shares("deal", ShareBy::fixed, {{"a", 333}, {"b", 500}}, 1000)},
     {"/ 1.67 unallocated deal: left over by the rule", "a/ 3.33 fixed deal", "b/ 5 fixed deal"}},
    {"the first rule that fits is the one",
     {.category = "Tax"},
     {kApi},
     {of_category("T?x", shares("tax", ShareBy::fixed, {{"finance", 1}}, 1)), rule("rest", ShareBy::even)},
     {"finance/ 1 fixed tax"}},
    {"a model that nobody used goes by a rule",
     {.model = "ghost"},
     {kApi},
     {rule("rest", ShareBy::even)},
     {"core/ 1 even rest"}},
    {"machines that waited are nobody's without a rule for them",
     {.billed = "10", .model = "small"},
     {kApi, kWeb, idle("2026-10-03", "4")},
     {of_category("Tax", rule("tax", ShareBy::even))},
     {"/ 5 unallocated idle: idle machines, and no rule fits", "core/api 3.75 day_cost",
      "shop/web 1.25 day_cost"}},
    {"machines that waited by a rule of theirs",
     {.billed = "10", .model = "small"},
     {kApi, kWeb, idle("2026-10-03", "4")},
     {idle_only(shares("idle", ShareBy::fixed, {{"infra", 1}}, 1))},
     {"core/api 3.75 day_cost", "infra/ 5 fixed idle idle", "shop/web 1.25 day_cost"}},
    {"a rule for idle machines only is for nothing else",
     {},
     {kApi},
     {idle_only(rule("idle", ShareBy::even))},
     {"/ 1 unallocated: no model, and no rule fits"}},
    {"machines that waited all day, proportional to those who worked with the provider in the month",
     {.billed = "10", .model = "small"},
     {idle("2026-10-03", "4"), used({.day = "2026-10-09", .team = "core", .service = "api"})},
     {rule("idle", ShareBy::proportional)},
     {"core/api 10 proportional idle idle"}},
    {"nothing is nobody's", {.billed = "0"}, {kApi}, {}, {}},
};

TEST(Allocation, Table) {
  for (const Case& c : kCases) {
    const std::vector<Charge> charges = {charge(c.charge)};
    const auto rows =
        allocate(billed_days(charges, {}).days, c.usage, c.rules, AllocationSpan::billing_month);
    EXPECT_EQ(shown(rows), c.want) << c.name;
  }
}

TEST(Allocation, EachDayOfAChargeStandsForItself) {
  Charge two_days = charge({.billed = "2", .model = "small"});
  two_days.to = at("2026-10-05");
  two_days.billing_period = at("2026-11-01");
  const std::vector<Charge> charges = {two_days};
  const std::vector<UsageDay> usage = {kApi, used({.day = "2026-10-04", .team = "shop", .service = "web"})};
  const Billed billed = billed_days(charges, {});
  const auto by_day = allocate(billed.days, usage, {}, AllocationSpan::day);
  ASSERT_EQ(shown(by_day), (Lines{"core/api 0.75 month_cost", "shop/web 0.25 month_cost",
                                  "core/api 0.75 month_cost", "shop/web 0.25 month_cost"}));
  EXPECT_EQ(by_day[1].time, at("2026-10-03"));
  EXPECT_EQ(by_day[2].time, at("2026-10-04"));
  const auto by_month = allocate(billed.days, usage, {}, AllocationSpan::billing_month);
  EXPECT_EQ(by_month[0].time, at("2026-11-01"));
  EXPECT_EQ(by_month[0].provider, "acme");
  EXPECT_EQ(by_month[0].model, "small");
}

TEST(Allocation, TheFourAmountsAreSplitEachForItself) {
  Charge c = charge({.model = "small"});
  c.list = usd("8");
  c.effective = usd("-0.000000000003");
  c.contracted = Money();
  const std::vector<Charge> charges = {c};
  const auto rows =
      allocate(billed_days(charges, {}).days, {{kApi, kWeb}}, {}, AllocationSpan::billing_month);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].usd, (Amounts{usd("6"), Money(), usd("0.75"), usd("-0.000000000002")}));
  EXPECT_EQ(rows[1].usd, (Amounts{usd("2"), Money(), usd("0.25"), usd("-0.000000000001")}));
}

}  // namespace
}  // namespace shiptally::metrics
