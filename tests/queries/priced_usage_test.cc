#include "daemon/queries/priced_usage.h"

#include <gtest/gtest.h>

namespace shiptally::queries {
namespace {

Money usd(const char* text) { return Money::parse(text).value(); }

/// 1 USD per million input tokens, 2 above 200,000 of them; half of it as a batch.
PriceBook book() {
  Price price;
  price.id = "acme/m@2026-01-01";
  price.provider = "acme";
  price.model = "m";
  price.from = parse_instant("2026-01-01").value();
  price.base.input = usd("1");
  price.long_context = {{200'000, {}, {}}};
  price.long_context[0].base.input = usd("2");
  price.tiers["batch"].input = usd("0.5");
  PriceBook out;
  out.prices = {price};
  return out;
}

ProviderUsage usage(std::int64_t input) {
  ProviderUsage u;
  u.provider = "acme";
  u.model = "m";
  u.from = parse_instant("2026-10-03T05:00:00Z").value();
  u.tokens.input = input;
  return u;
}

std::optional<Money> cost(const ProviderUsage& u) { return priced_usage({{u}}, book()).at(0).cost; }

TEST(PricedUsage, ASumOfRequestsIsNotALongOne) {
  EXPECT_EQ(cost(usage(3'000'000)), usd("3"));
  ProviderUsage u = usage(3'000'000);
  u.context_window = "0-200k";
  EXPECT_EQ(cost(u), usd("3"));
  u.context_window = "200k-1M";
  EXPECT_EQ(cost(u), usd("6"));
  u.tier = "batch";  // not sold above the threshold
  EXPECT_EQ(cost(u), std::nullopt);
  u.context_window.clear();
  EXPECT_EQ(cost(u), usd("1.5"));
}

TEST(PricedUsage, MoreTokensThanARequestCanHave) {
  EXPECT_EQ(cost(usage(123'456'789'012)), usd("123456.789012"));
  EXPECT_EQ(cost(usage(0)), Money());
}

TEST(PricedUsage, IsOfItsDayAndUnpricedIsNotFree) {
  ProviderUsage u = usage(1);
  u.requests = 7;
  const auto day = priced_usage({{u}}, book()).at(0);
  EXPECT_EQ(day.day, parse_instant("2026-10-03").value());
  EXPECT_EQ(day.requests, 7);
  u.model = "other";
  EXPECT_EQ(cost(u), std::nullopt);
  u.model = "m";
  u.from = parse_instant("2025-12-31").value();
  EXPECT_EQ(cost(u), std::nullopt);
}

}  // namespace
}  // namespace shiptally::queries
