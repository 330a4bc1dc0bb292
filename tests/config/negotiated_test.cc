#include "daemon/config/negotiated.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/config/price_book.h"

namespace shiptally::config {
namespace {

using testing::ElementsAre;

Instant at(const char* text) { return parse_instant(text).value(); }

Price price(const char* model, const char* from) {
  Price p;
  p.provider = "acme";
  p.model = model;
  p.from = at(from);
  p.id = price_id(p);
  p.base.input = p.base.output = Money::from_dollars(1);
  p.source = "list";
  return p;
}

NegotiatedPrice factor(const char* text, const char* from, std::optional<Instant> to = {},
                       std::vector<std::string> models = {}) {
  return {"acme", std::move(models), parse_ratio(text).value(), at(from), to, "contract"};
}

PriceBook book() {
  PriceBook out;
  out.prices = {price("large", "2026-01-01"), price("large", "2026-06-01"), price("small", "2026-01-01")};
  return merge({out}).value();
}

/// "id factor" of each, in order.
std::vector<std::string> shown(const PriceBook& book) {
  std::vector<std::string> out;
  for (const Price& p : book.prices) out.push_back(p.id + " " + decimal(p.negotiated));
  return out;
}

TEST(Negotiated, CutsPricesWhereAContractBeginsAndEnds) {
  const PriceBook list = book();
  const PriceBook paid =
      negotiate(list, std::vector{factor("0.8", "2026-03-01", at("2026-07-01"), {"lar*"})});
  EXPECT_THAT(shown(paid),
              ElementsAre("acme/large@2026-01-01 1", "acme/large@2026-03-01 0.8", "acme/large@2026-06-01 0.8",
                          "acme/large@2026-07-01 1", "acme/small@2026-01-01 1"));
  EXPECT_EQ(paid.prices[0].to, at("2026-03-01"));
  EXPECT_EQ(paid.prices[1].source, "list; negotiated: contract");
  EXPECT_EQ(paid.prices[3].source, "list");
  EXPECT_NE(paid.version, list.version);
  EXPECT_EQ(shown(negotiate(list, {})), shown(list));
}

TEST(Negotiated, OfSeveralTheLastCounts) {
  const std::vector<NegotiatedPrice> contracts = {factor("0.9", "2025-01-01"),
                                                  factor("0.5", "2026-02-01", at("2026-03-01"), {"small"})};
  EXPECT_THAT(
      shown(negotiate(book(), contracts)),
      ElementsAre("acme/large@2026-01-01 0.9", "acme/large@2026-06-01 0.9", "acme/small@2026-01-01 0.9",
                  "acme/small@2026-02-01 0.5", "acme/small@2026-03-01 0.9"));
}

TEST(Negotiated, LeavesOtherProvidersAndMachinesByTheHour) {
  PriceBook list = book();
  list.prices[2].per_machine_hour = Money::from_dollars(2);
  list.prices[0].provider = list.prices[1].provider = "globex";
  const PriceBook paid = negotiate(list, std::vector{factor("0.8", "2026-02-01")});
  ASSERT_EQ(paid.prices.size(), 3U);
  for (const Price& p : paid.prices) EXPECT_EQ(p.negotiated, Ratio());
}

}  // namespace
}  // namespace shiptally::config
