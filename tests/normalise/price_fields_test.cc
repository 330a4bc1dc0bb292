#include "daemon/normalise/price_fields.h"

#include <gtest/gtest.h>

#include "daemon/config/price_book.h"

namespace shiptally::normalise {
namespace {

PriceBook book(const std::string& input, const std::string& more = {}) {
  return config::read_price_book(
             "provider: acme\nmodels:\n  - model: m\n    prices:\n"
             "      - { from: 2026-01-01, source: s, read_on: 2026-01-01, base: { input: \"" +
                 input + "\", output: \"15\"" + more + " } }\n",
             "t.yaml")
      .value();
}

TEST(PriceFields, EveryAmountOfAPrice) {
  Price price = book("3").prices.at(0);
  price.tiers["batch"] = {Money::from_dollars(1), Money::from_dollars(7), {}, {}, {}};
  price.long_context = {{200000, price.base, {}}};
  price.hours = {{std::chrono::minutes(990), std::chrono::minutes(30), {price.base, {}, {}}}};
  price.regions["us"].factor = {11, 10};
  price.per_1k_requests = Money::from_dollars(5);
  price.negotiated = {9, 10};
  price.per_1k_web_searches = Money::from_dollars(10);
  const PriceFields expected = {{"standard: input", "3"},
                                {"standard: output", "15"},
                                {"batch: input", "1"},
                                {"batch: output", "7"},
                                {"standard above 200000 tokens: input", "3"},
                                {"standard above 200000 tokens: output", "15"},
                                {"16:30 to 00:30 UTC: standard: input", "3"},
                                {"16:30 to 00:30 UTC: standard: output", "15"},
                                {"region us: factor of tokens", "1.1"},
                                {"per 1000 web searches", "10"},
                                {"per 1000 requests", "5"},
                                {"negotiated: factor of all", "0.9"}};
  EXPECT_EQ(price_fields(price), expected);
}

TEST(PriceDifferences, NoneBetweenEqualBooks) {
  EXPECT_TRUE(price_differences(book("3"), book("3.0")).empty());
}

TEST(PriceDifferences, AddedRemovedAndChangedToTheLastDigit) {
  const auto changed = price_differences(book("3"), book("3.000000000001", ", cache_read: \"0.3\""));
  ASSERT_EQ(changed.size(), 2u);
  EXPECT_EQ(changed[0].what, "acme/m@2026-01-01");
  EXPECT_EQ(changed[0].field, "standard: input");
  EXPECT_EQ(changed[0].old_value + " " + changed[0].new_value, "3 3.000000000001");
  EXPECT_EQ(changed[1].field, "standard: cache_read");
  EXPECT_EQ(changed[1].old_value, "");

  const auto added = price_differences(PriceBook(), book("3"));
  ASSERT_EQ(added.size(), 1u);
  EXPECT_EQ(added[0].kind, PriceDifference::Kind::added);
  EXPECT_EQ(added[0].new_value, "standard: input 3, standard: output 15");
  EXPECT_EQ(price_differences(book("3"), PriceBook()).at(0).kind, PriceDifference::Kind::removed);
}

}  // namespace
}  // namespace shiptally::normalise
