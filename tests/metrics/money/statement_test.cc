#include "daemon/metrics/money/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "daemon/metrics/requests/usage_days.h"
#include "daemon/metrics/requests/usage_rows.h"
#include "tests/metrics/requests.h"

namespace shiptally::metrics {
namespace {

using testing::ElementsAre;

Instant at(const char* text) { return parse_instant(text).value(); }
Money usd(std::string_view text) { return Money::parse(text).value(); }
const Instant kOctober = at("2026-10-01"), kNovember = at("2026-11-01");

std::vector<UsageGroup> groups(const std::vector<Request>& rows, Money idle = {}) {
  UsageFold fold({{kOctober, kNovember}}, kUsageDayDimensions);
  for (const Request& row : rows) fold.add(row);
  if (idle != Money())
    fold.add_idle({"(idle)", "(idle)", "(idle)", "self-hosted", "llama", "(idle)", "", ""}, kOctober, idle);
  return fold.groups().value();
}

Charge charge(std::string id, const char* from, const char* billed) {
  Charge c;
  c.key = {"test", std::move(id)};
  c.provider = "acme";
  c.category = "Usage";
  c.from = at(from);
  c.to = c.from + std::chrono::days(1);
  c.list = c.contracted = c.effective = usd("7");
  c.billed = usd(billed);
  return c;
}

/// "item amount" of each line.
std::vector<std::string> shown(const Statement& statement) {
  std::vector<std::string> out;
  for (const StatementLine& line : statement.lines) out.push_back(line.item + " " + line.amount.str());
  return out;
}

Call call(std::string_view service, std::string_view input_usd = "0.25") {
  return {.service = service,
          .at_ms = to_ms(kOctober) + 5,
          .tokens = {.input = 10, .output = 20, .reasoning = 5},
          .input_usd = input_usd};
}

TEST(Statement, SplitsUsageByItemAndCountsRequestsOnce) {
  const auto usage = groups({request(call("api")), request(call("api")), request(call("web", ""))}, usd("3"));
  const Statement out = statement(kOctober, usage, {});
  EXPECT_THAT(shown(out), ElementsAre("input 0.5", "output 1.5", "requests 0", "input 0", "output 0",
                                      "requests 0", "idle 3"));
  const StatementFigures sum = total(out.lines, CostSide::computed);
  EXPECT_EQ(sum.requests, 3);
  EXPECT_EQ(sum.unpriced, 1);
  EXPECT_EQ(sum.tokens, 90);
  EXPECT_EQ(sum.amount, usd("5"));
}

TEST(Statement, TakesTheChargesOfTheBillingMonth) {
  Charge late = charge("late", "2026-09-30", "-1.5");
  late.billing_period = kOctober;
  late.charge_class = "Correction";
  Charge ahead = charge("ahead", "2026-10-20", "100");
  ahead.billing_period = kNovember;
  Charge year = charge("year", "2026-10-31", "365");
  year.to = at("2027-10-31");
  year.category = "Purchase";
  Charge yen = charge("yen", "2026-10-02", "1");
  yen.currency = "JPY";
  const std::vector<Charge> charges = {
      charge("a", "2026-10-02", "2"), charge("b", "2026-10-03", "0.25"), late, ahead, year, yen};
  const Statement out = statement(kOctober, {}, billed_days(charges, {}));
  EXPECT_THAT(shown(out), ElementsAre("Purchase 365", "Usage 2.25", "Usage -1.5"));
  EXPECT_EQ(out.lines[1].charges, 2);
  EXPECT_EQ(out.lines[1].list, usd("14"));
  EXPECT_EQ(out.lines[2].charge_class, "Correction");
  EXPECT_EQ(out.unconverted, 1);
  EXPECT_EQ(total(out.lines, CostSide::computed), StatementFigures{});
}

TEST(Statement, SettlesLinesInAnyOrder) {
  StatementLine a, b, gone, back;
  a.item = "a";
  a.amount = usd("1");
  b.item = "b";
  b.amount = usd("2");
  gone.item = back.item = "c";
  gone.tokens = 5;
  back.tokens = -5;
  std::vector<StatementLine> lines = {b, gone, a, back, b};
  const auto once = settled(lines);
  std::reverse(lines.begin(), lines.end());
  EXPECT_EQ(settled(lines), once);
  ASSERT_EQ(once.size(), 2U);
  EXPECT_EQ(once[1].amount, usd("4"));
}

// What was hashed once must hash the same for ever: this text is never to change.
TEST(Statement, IsWrittenAsItAlwaysWas) {
  StatementLine line;
  line.side = CostSide::billed;
  line.period = kOctober;
  line.provider = "ac\tme\\";
  line.model = "m\n1";
  line.service = "api";
  line.team = "core";
  line.item = "Usage";
  line.charge_class = "Correction";
  line.invoice = "I-1";
  line.service_name = "Bedrock\r";
  line.requests = 1;
  line.unpriced = 2;
  line.tokens = -3;
  line.charges = 4;
  line.amount = usd("-0.000000000001");
  line.list = usd("12.50");
  line.effective = usd("9223372036854775808");
  EXPECT_EQ(
      canonical_text(std::vector<StatementLine>{line}),
      "billed\t2026-10\tac\\tme\\\\\tm\\n1\tapi\tcore\tUsage\tCorrection\tI-1\tBedrock\\r\t1\t2\t-3\t4\t"
      "-0.000000000001\t12.5\t0\t9223372036854775808\n");
  EXPECT_EQ(canonical_text(std::span<const StatementLine>()), "");
}

TEST(Statement, ReadsMonths) {
  EXPECT_EQ(parse_month("2026-10").value(), kOctober);
  EXPECT_EQ(month_name(kOctober), "2026-10");
  for (const char* bad : {"", "2026-13", "2026-1", "2026/10", "2026-10-01", "october"})
    EXPECT_TRUE(parse_month(bad).has_error()) << bad;
}

// The lines are a division of the month: whatever the facts, they add up to the cost and to the bills.
TEST(Statement, AddsUpToCostAndBills) {
  std::mt19937_64 random(11);
  const char* kNames[] = {"", "api", "web"};
  for (int round = 0; round < 100; ++round) {
    std::vector<Request> rows;
    std::vector<std::string> amounts(40);
    for (std::size_t i = 0; i < amounts.size(); ++i) {
      amounts[i] = Money::from_pico(static_cast<std::int64_t>(random() % 1'000'000'000'000)).str();
      rows.push_back(request(call(kNames[random() % 3], i % 7 == 0 ? "" : amounts[i])));
    }
    const auto usage = groups(rows, Money::from_pico(static_cast<std::int64_t>(random() % 1000)));
    std::vector<Charge> charges;
    Amounts expected;
    for (int i = 0; i < 40; ++i) {
      Charge c = charge(std::to_string(i), "2026-09-20", "0");
      c.from += std::chrono::hours(random() % 1200);
      c.to = c.from + std::chrono::hours(1 + random() % 2000);
      c.billed = Money::from_pico(static_cast<std::int64_t>(random()) / 7);
      c.invoice = kNames[random() % 3];
      if (random() % 3 == 0) c.billing_period = kOctober;
      if (billing_month(c) == kOctober) expected += {c.list, c.contracted, c.billed, c.effective};
      charges.push_back(c);
    }
    const Statement out = statement(kOctober, usage, billed_days(charges, {}));
    Money cost;
    for (const CostRow& row : cost_rows(usage)) cost += row.cost.value_or(Money());
    EXPECT_EQ(total(out.lines, CostSide::computed).amount, cost);
    const StatementFigures billed = total(out.lines, CostSide::billed);
    EXPECT_EQ((Amounts{billed.list, billed.contracted, billed.amount, billed.effective}), expected);
    EXPECT_EQ(settled(out.lines), out.lines);
  }
}

}  // namespace
}  // namespace shiptally::metrics
