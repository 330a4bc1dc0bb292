#include "daemon/metrics/quality/money_coverage.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/metrics/bills.h"

namespace shiptally::metrics {
namespace {

struct World {
  std::vector<UsageDay> usage;
  std::vector<Charge> charges;
  std::vector<std::size_t> unallocated = {};  ///< of the charges
};

std::vector<std::string> found(const World& world, const char* now) {
  const Billed billed = billed_days(world.charges, {});
  const auto reconciled = reconcile(world.usage, {}, billed.days, {at("2026-10-01"), at("2026-11-01")});
  std::vector<const Charge*> unallocated;
  for (const std::size_t i : world.unallocated) unallocated.push_back(&world.charges[i]);
  std::vector<std::string> out;
  for (const CoverageRow& row :
       money_coverage({at(now), world.usage, reconciled, world.charges, billed.unconverted, unallocated})) {
    std::string text = std::string(row.check) + " " + std::to_string(row.affected) + "/" +
                       std::to_string(row.total) + " " + row.source + ":";
    for (const std::string& example : row.examples) text += " " + example;
    EXPECT_FALSE(row.advice.empty());
    EXPECT_LE(row.since, row.last);
    out.push_back(text);
  }
  std::sort(out.begin(), out.end());
  return out;
}

Charge in_yen() {
  Charge c = charge({.id = "yen", .model = "small"});
  c.currency = "JPY";
  return c;
}

Charge monthly() {
  Charge c = charge({.id = "plan", .day = "2026-09-01", .category = "Purchase"});
  c.to = at("2026-10-01");
  return c;
}

const UsageDay kApi = used({.team = "core", .service = "api", .requests = 3});
const Charge kBill = charge({.model = "small"});

struct Case {
  const char* name;
  World world;
  const char* now;
  std::vector<std::string> want;
};

const Case kCases[] = {
    {"nothing is wrong", {{kApi}, {kBill}}, "2026-10-05", {}},
    {"nothing at all", {{}, {}}, "2026-10-05", {}},
    {"without a price",
     {{kApi, used({.team = "core", .service = "web", .cost = "", .input = 50, .requests = 2}),
       used({.team = "core", .service = "web", .cost = "", .input = 7, .model = "new", .requests = 9})},
      {kBill, charge({.id = "n", .model = "new"})}},
     "2026-10-05",
     {"requests_unpriced 11/14 acme: new small", "tokens_unpriced 57/157 acme: small new"}},
    {"without a team",
     {{kApi, used({.service = "web", .cost = "1"})}, {kBill}},
     "2026-10-05",
     {"requests_without_team 1/4 : web"}},
    {"idle machines name no team, and need none",
     {{kApi, idle("2026-10-03", "1")}, {kBill}},
     "2026-10-05",
     {}},
    {"in a currency without a rate",
     {{kApi}, {kBill, in_yen()}},
     "2026-10-05",
     {"charges_unconverted 1/2 acme: bill/yen"}},
    {"nobody's", {{kApi}, {kBill, kBill}, {1}}, "2026-10-05", {"charges_unallocated 1/2 acme: bill/c"}},
    {"not billed", {{kApi}, {}}, "2026-10-07", {"usage_without_bill 1/1 acme: small"}},
    {"not billed yet", {{kApi}, {}}, "2026-10-06", {}},
    {"billed and not logged",
     {{kApi}, {kBill, charge({.id = "g", .model = "ghost"})}},
     "2026-10-05",
     {"bill_without_usage 1/2 acme: ghost"}},
    {"a tax on a model is no usage of it",
     {{}, {charge({.model = "small", .category = "Tax"})}},
     "2026-10-05",
     {}},
    {"no bill for longer than usual: 1 day's period, and 3",
     {{kApi}, {kBill}},
     "2026-10-08T00:00:01Z",
     {"bill_source_quiet 1/1 acme:"}},
    {"no bill for as long as usual", {{kApi}, {kBill}}, "2026-10-08", {}},
    {"a gap that there was before is usual",
     {{},
      {charge({.day = "2026-10-01", .category = "Tax"}), charge({.day = "2026-10-05", .category = "Tax"})}},
     "2026-10-14",
     {}},
    {"a monthly bill is not late in the middle of a month", {{}, {monthly()}}, "2026-10-30", {}},
};

TEST(MoneyCoverage, Table) {
  for (const Case& c : kCases) EXPECT_EQ(found(c.world, c.now), c.want) << c.name;
}

}  // namespace
}  // namespace shiptally::metrics
