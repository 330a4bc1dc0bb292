#include "daemon/metrics/money/billed.h"

#include <gtest/gtest.h>

#include <random>

namespace shiptally::metrics {
namespace {

Instant at(const char* text) { return parse_instant(text).value(); }
Money usd(const char* text) { return Money::parse(text).value(); }

Charge charge(const char* from, const char* to, const char* billed, const char* currency = "USD") {
  Charge c;
  c.key = {"test", from};
  c.from = at(from);
  c.to = at(to);
  c.currency = currency;
  c.list = c.contracted = c.billed = c.effective = usd(billed);
  return c;
}

/// "day amount" of each day.
std::vector<std::string> shown(const Billed& billed) {
  std::vector<std::string> out;
  for (const BilledDay& day : billed.days)
    out.push_back(format_instant(day.day).substr(0, 10) + " " + day.usd.billed.str());
  return out;
}

using Days = std::vector<std::string>;

TEST(Billed, ADayIsOneRow) {
  const std::vector<Charge> charges = {charge("2026-10-03", "2026-10-04", "1.25")};
  EXPECT_EQ(shown(billed_days(charges, {})), Days{"2026-10-03 1.25"});
}

TEST(Billed, APeriodIsSpreadOverItsDaysToThePicodollar) {
  const std::vector<Charge> charges = {charge("2026-10-01", "2026-10-04", "1")};
  EXPECT_EQ(shown(billed_days(charges, {})),
            (Days{"2026-10-01 0.333333333333", "2026-10-02 0.333333333334", "2026-10-03 0.333333333333"}));
}

TEST(Billed, APartOfADayCountsAsThatPart) {
  const std::vector<Charge> charges = {charge("2026-10-01T12:00:00Z", "2026-10-03T12:00:00Z", "4")};
  EXPECT_EQ(shown(billed_days(charges, {})), (Days{"2026-10-01 1", "2026-10-02 2", "2026-10-03 1"}));
}

TEST(Billed, NoAmountIsSplitBetweenMonths) {
  const std::vector<Charge> charges = {charge("2026-10-30", "2027-10-30", "365")};
  EXPECT_EQ(shown(billed_days(charges, {})), (Days{"2026-10-30 182.5", "2026-10-31 182.5"}));
}

TEST(Billed, TheBillTellsTheMonth) {
  Charge late = charge("2026-09-30", "2026-10-01", "-2");
  EXPECT_EQ(billing_month(late), at("2026-09-01"));
  late.billing_period = at("2026-10-01");
  EXPECT_EQ(billing_month(late), at("2026-10-01"));
  EXPECT_EQ(next_month(at("2026-12-01")), at("2027-01-01"));
}

TEST(Billed, ConvertsAtTheRateInForceAndKeepsWhatHasNone) {
  const FxTable fx = {{"EUR", at("2026-10-01"), 11, 10, "1.1", "ECB"},
                      {"EUR", at("2026-10-02"), 12, 10, "1.2", "ECB"}};
  const std::vector<Charge> charges = {
      charge("2026-10-01", "2026-10-02", "10", "EUR"), charge("2026-10-02", "2026-10-03", "10", "EUR"),
      charge("2026-09-30", "2026-10-01", "10", "EUR"), charge("2026-10-02", "2026-10-03", "10", "JPY")};
  const Billed billed = billed_days(charges, fx);
  EXPECT_EQ(shown(billed), (Days{"2026-10-01 11", "2026-10-02 12"}));
  EXPECT_EQ(billed.days[1].rate, &fx[1]);
  EXPECT_EQ(billed.unconverted.size(), 2U);
}

TEST(Billed, DaysAddUpToTheCharge) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 2000; ++i) {
    Charge c = charge("2026-01-01", "2026-01-02", "0");
    c.from += Millis(random() % (400LL * 86'400'000));
    c.to = c.from + Millis(1 + random() % (40LL * 86'400'000));
    c.billed = Money::from_pico(static_cast<std::int64_t>(random()) / 1000);
    c.effective = -c.billed;
    const std::vector<Charge> charges = {c};
    Amounts sum;
    for (const BilledDay& day : billed_days(charges, {}).days) {
      sum += day.usd;
      EXPECT_EQ(month_of(day.day), month_of(c.from));
    }
    EXPECT_EQ(sum.billed, c.billed);
    EXPECT_EQ(sum.effective, c.effective);
  }
}

}  // namespace
}  // namespace shiptally::metrics
