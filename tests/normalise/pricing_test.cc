#include "daemon/normalise/pricing.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace shiptally::normalise {
namespace {

Money usd(const char* text) { return Money::parse(text).value(); }
Instant at(const char* text) { return parse_instant(text).value(); }

Price sonnet() {
  Price p;
  p.id = "anthropic/claude@2025-01-01";
  p.provider = "anthropic";
  p.model = "claude";
  p.from = at("2025-01-01");
  p.base = {usd("3"), usd("15"), usd("0.30"), usd("3.75"), std::nullopt};
  p.long_context = {{200'000, Rates{usd("6"), usd("22.5"), usd("0.60"), usd("7.5"), std::nullopt}, {}}};
  p.tiers["batch"] = {usd("1.5"), usd("7.5"), std::nullopt, std::nullopt, std::nullopt};
  p.per_1k_web_searches = usd("10");
  return p;
}

struct Case {
  const char* name;
  Tokens tokens;  // input, read, 5m, 1h, output, reasoning, searches
  const char* tier;
  const char* cost;
};

const Case kCases[] = {
    {"the invoice", {3, 0, 12304, 0, 550, 0, 0}, "", "0.054399"},
    {"long context is a cliff, output included", {250'000, 0, 0, 0, 10'000, 0, 0}, "", "1.725"},
    {"exactly at the threshold is low", {200'000, 0, 0, 0, 1000, 0, 0}, "", "0.615"},
    {"one above is high", {200'001, 0, 0, 0, 1000, 0, 0}, "", "1.222506"},
    {"cached input counts towards it", {1, 200'000, 0, 0, 0, 0, 0}, "", "0.120006"},
    {"reasoning is inside output", {0, 0, 0, 0, 100, 90, 0}, "", "0.0015"},
    {"standard is base", {1'000'000 / 10, 0, 0, 0, 0, 0, 0}, "standard", "0.3"},
    {"default is base", {100'000, 0, 0, 0, 0, 0, 0}, "default", "0.3"},
    {"batch", {100'000, 0, 0, 0, 10'000, 0, 0}, "batch", "0.225"},
    {"batch above the threshold has no price", {200'001, 0, 0, 0, 0, 0, 0}, "batch", "unpriced"},
    {"batch cache reads have no price", {1, 1, 0, 0, 0, 0, 0}, "batch", "unpriced"},
    {"a tier that is not listed", {1, 0, 0, 0, 0, 0, 0}, "priority", "unpriced"},
    {"a bucket that is not listed", {1, 0, 0, 1, 0, 0, 0}, "", "unpriced"},
    {"searches", {0, 0, 0, 0, 0, 0, 3}, "", "0.03"},
    {"nothing used is a true zero", {}, "", "0"},
    {"a negative count", {-1, 0, 0, 0, 0, 0, 0}, "", "unpriced"},
};

TEST(Pricing, IsExact) {
  const Price price = sonnet();
  for (const Case& c : kCases) {
    Request r;
    r.tokens = c.tokens;
    r.series.tier = c.tier;
    const auto cost = cost_at(price, r);
    EXPECT_EQ(cost ? total(*cost).str() : "unpriced", c.cost) << c.name;
  }
}

TEST(Pricing, TheHighestStepExceededIsTheWholeRequests) {
  Price price = sonnet();
  price.long_context.push_back({500'000, Rates{usd("10"), usd("30"), {}, {}, {}}, {}});
  const std::pair<std::int64_t, const char*> cases[] = {
      {200'000, "0.6"}, {200'001, "1.200006"}, {500'000, "3"}, {500'001, "5.00001"}};
  for (const auto& [input, cost] : cases) {
    Request r;
    r.tokens.input = input;
    EXPECT_EQ(total(*cost_at(price, r)).str(), cost);
  }
}

TEST(Pricing, TheTimeOfTheDayAndTheRegionDecide) {
  Price price = sonnet();
  price.hours = {
      {std::chrono::minutes(990), std::chrono::minutes(30), {{usd("1"), usd("2"), {}, {}, {}}, {}, {}}}};
  price.regions["us"].factor = {11, 10};
  price.regions["gov"].prices = TokenPrices{{usd("7"), usd("8"), {}, {}, {}}, {}, {}};
  struct {
    const char *ts, *region, *cost;
  } const cases[] = {
      {"2026-01-01T16:29:59.999Z", "", "0.31"}, {"2026-01-01T16:30:00Z", "", "0.11"},
      {"2026-01-02T00:29:59.999Z", "", "0.11"}, {"2026-01-02T00:30:00Z", "", "0.31"},
      {"2026-01-01T12:00:00Z", "us", "0.34"},  // the search is no token
      {"2026-01-01T23:00:00Z", "us", "0.12"},   {"2026-01-01T23:00:00Z", "gov", "0.71"},
      {"2026-01-01T12:00:00Z", "eu", "0.31"},
  };
  for (const auto& c : cases) {
    Request r;
    r.ts = at(c.ts);
    r.series.region = c.region;
    r.tokens.input = 100'000;
    r.tokens.web_searches = 1;
    EXPECT_EQ(total(*cost_at(price, r)).str(), c.cost) << c.ts << c.region;
  }
}

TEST(Pricing, ARequestHasAPriceOfItsOwnUnlessItFailed) {
  Price price = sonnet();
  price.per_1k_requests = usd("5");
  price.negotiated = {9, 10};
  Request r;
  r.tokens.input = 100'000;
  EXPECT_EQ(total(*cost_at(price, r)).str(), "0.2745");
  r.error = ErrorClass::provider;
  EXPECT_EQ(total(*cost_at(price, r)).str(), "0.27");
}

TEST(Pricing, WhatIsUnpricedHasAReason) {
  const Price price = sonnet();
  const Price* const prices[] = {&price};
  Request r;
  r.ts = at("2024-01-01");
  EXPECT_EQ(name(why_unpriced({}, r)), "no such model");
  EXPECT_EQ(name(why_unpriced(prices, r)), "no price in force then");
  r.ts = at("2026-01-01");
  r.series.tier = "flex";
  EXPECT_EQ(name(why_unpriced(prices, r)), "tier not listed");
  r.series.tier = "";
  r.tokens.cache_write_1h = 1;
  EXPECT_EQ(name(why_unpriced(prices, r)), "bucket not listed");
}

TEST(Pricing, SplitsByTokenClass) {
  Request r;
  r.tokens = {3, 0, 12304, 0, 550, 0, 1};
  const CostParts parts = *cost_at(sonnet(), r);
  EXPECT_EQ(parts[0].str(), "0.000009");
  EXPECT_EQ(parts[2].str(), "0.04614");
  EXPECT_EQ(parts[4].str(), "0.00825");
  EXPECT_EQ(parts[5].str(), "0.01");
}

TEST(Pricing, APriceHoldsFromItsInstantToTheNext) {
  Price old = sonnet(), cut = sonnet(), other = sonnet();
  cut.from = at("2025-06-10T00:00:00Z");
  cut.id = "cut";
  cut.base.input = usd("2");
  cut.to = at("2025-12-01");
  other.model = "claude-2";
  PriceBook book;
  book.prices = {cut, other, old};
  const PriceIndex index(book);
  Request r;
  r.series.provider = "anthropic";
  r.series.model = "claude";
  r.tokens.input = 1000;
  const auto priced = [&](const char* when) {
    r.ts = at(when);
    const auto p = price_request(index, r);
    return p ? std::string(p->price_id) + " " + total(p->parts).str() : "unpriced";
  };
  EXPECT_EQ(priced("2024-12-31T23:59:59.999Z"), "unpriced");
  EXPECT_EQ(priced("2025-01-01"), "anthropic/claude@2025-01-01 0.003");
  EXPECT_EQ(priced("2025-06-09T23:59:59.999Z"), "anthropic/claude@2025-01-01 0.003");
  EXPECT_EQ(priced("2025-06-10T00:00:00Z"), "cut 0.002");
  EXPECT_EQ(priced("2025-12-01"), "unpriced");
  r.series.model = "claude-3";
  EXPECT_EQ(priced("2025-06-10"), "unpriced");
}

TEST(Pricing, AMachineIsPaidByItsTime) {
  Price p;
  p.per_machine_hour = usd("1.006");
  p.slots = 8;
  Request r;
  r.tokens = {1000, 500, 0, 0, 200, 0, 0};
  r.latency_us = 2'500'000;
  // 1.006 / 3600 / 8 * 2.5 = 0.0000873263888…
  const CostParts parts = *cost_at(p, r);
  EXPECT_EQ(parts[static_cast<std::size_t>(TokenClass::other)].str(), "0.000087326389");
  EXPECT_EQ(total(parts).str(), "0.000087326389");
  r.tokens.web_searches = 1;
  EXPECT_FALSE(cost_at(p, r));
}

TEST(Pricing, RoundsOnceHalfToEven) {
  Price p;
  // Half a picodollar a token: 1 token rounds to 0, 3 to 2; two buckets of 1 are one whole, not 0 + 0.
  p.base = {Money::from_pico(500'000), Money::from_pico(500'000), {}, {}, {}};
  Request r;
  r.tokens.input = 1;
  EXPECT_EQ(total(*cost_at(p, r)).pico(), 0);
  r.tokens.input = 3;
  EXPECT_EQ(total(*cost_at(p, r)).pico(), 2);
  r.tokens = {1, 0, 0, 0, 1, 0, 0};
  EXPECT_EQ(total(*cost_at(p, r)).pico(), 1);
}

TEST(Pricing, PartsAddUpToTheTotalRoundedOnce) {
  std::mt19937_64 random(42);
  const auto upto = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
  for (int i = 0; i < 20'000; ++i) {
    Price p;
    const auto price = [&] { return Money::from_pico(upto(100'000'000'000'000)); };
    p.base = {price(), price(), price(), price(), price()};
    p.per_1k_web_searches = price();
    p.regions["us"].factor = {11, 10};
    p.negotiated = {8765, 10'000};
    Request r;
    r.series.region = i % 2 == 0 ? "us" : "";
    r.tokens = {upto(1 << 20), upto(1 << 20), upto(1 << 20), upto(1 << 20), upto(1 << 20), 0, upto(20)};
    const CostParts parts = *cost_at(p, r);
    const Tokens& t = r.tokens;
    const Int128 tokens = p.base.input.pico() * t.input + p.base.cache_read->pico() * t.cache_read +
                          p.base.cache_write_5m->pico() * t.cache_write_5m +
                          p.base.cache_write_1h->pico() * t.cache_write_1h + p.base.output.pico() * t.output;
    const Int128 sum =
        tokens * (i % 2 == 0 ? 11 : 10) + p.per_1k_web_searches->pico() * t.web_searches * 1000 * 10;
    ASSERT_TRUE(total(parts).pico() == divide_half_even(sum * 8765, Int128{100'000'000'000}));
    for (const Money part : parts) ASSERT_GE(part, Money());
  }
}

TEST(Pricing, TheLargestAmountsDoNotOverflow) {
  Price p;
  const Money most = Money::from_dollars(1'000'000);
  p.base = {most, most, most, most, most};
  Request r;
  const std::int64_t n = 1'000'000'000;
  r.tokens = {n, n, n, n, n, 0, 0};
  EXPECT_EQ(total(*cost_at(p, r)).str(), "5000000000");
  p.per_machine_hour = most;
  p.per_1k_web_searches = most;
  p.slots = 1000;
  r.latency_us = std::numeric_limits<std::int64_t>::max();
  r.tokens = {0, 0, 0, 0, 0, 0, n};
  EXPECT_EQ(total(*cost_at(p, r)).str(), "3562047788015.215501944444");
}

}  // namespace
}  // namespace shiptally::normalise
