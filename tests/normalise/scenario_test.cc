#include "daemon/normalise/scenario.h"

#include <gtest/gtest.h>

namespace shiptally::normalise {
namespace {

Money usd(const char* text) { return Money::parse(text).value(); }
Instant at(const char* text) { return parse_instant(text).value(); }

/// USD per million tokens, so that a million tokens cost what is written here.
Price price(const char* model, const char* from, const char* input) {
  Price p;
  p.provider = "acme";
  p.model = model;
  p.from = at(from);
  p.base.input = usd(input);
  p.base.output = usd("10");
  p.base.cache_read = usd("0.5");
  p.base.cache_write_5m = usd("2");
  p.base.cache_write_1h = usd("3");
  return p;
}

PriceBook book() {
  PriceBook out;
  out.prices = {price("big", "2026-01-01", "1"), price("small", "2026-01-01", "0.25"),
                price("small", "2026-06-01", "0.125"), price("own", "2026-01-01", "1")};
  out.prices[0].tiers["batch"] = out.prices[0].base;
  out.prices[0].tiers["batch"].input = usd("0.5");
  out.prices[3].per_machine_hour = usd("7");
  return out;
}

Request request(const char* model, const char* ts) {
  Request r;
  r.ts = at(ts);
  r.series.provider = "acme";
  r.series.model = model;
  r.tokens.input = 1'000'000;
  return r;
}

struct Case {
  const char* scenario;
  Request request;
  const char* want;  ///< empty: none
};

Request cached(const char* model) {
  Request r = request(model, "2026-07-01");
  r.tokens = {};
  r.tokens.cache_read = r.tokens.cache_write_5m = 1'000'000;
  r.tokens.cache_write_1h = 2'000'000;
  return r;
}

const Case kCases[] = {
    {"model:acme/small", request("big", "2026-05-31"), "0.25"},
    {"model:acme/small", request("big", "2026-06-01"), "0.125"},
    {"model:acme/small", request("big", "2025-12-31"), ""},
    {"model:acme/small", request("own", "2026-07-01"), "0.125"},
    {"model:acme/big", request("nobody knows", "2026-07-01"), "1"},
    {"batch", request("big", "2026-07-01"), "0.5"},
    {"batch", request("small", "2026-07-01"), ""},
    {"batch", request("own", "2026-07-01"), ""},
    {"cache_1h", cached("big"), "9.5"},
    {"cache_5m", cached("big"), "6.5"},
    {"no_cache", cached("big"), "4"},
    {"no_cache", request("big", "2026-07-01"), "1"},
};

TEST(Scenario, Table) {
  const PriceBook prices = book();
  const PriceIndex index(prices);
  for (const Case& c : kCases) {
    const auto scenario = parse_scenario(c.scenario, index);
    ASSERT_TRUE(scenario) << c.scenario;
    const auto want = *c.want == 0 ? std::nullopt : std::optional(usd(c.want));
    EXPECT_EQ(cost_in(*scenario, index, c.request), want)
        << c.scenario << " " << c.request.series.model << " " << format_instant(c.request.ts);
    EXPECT_NE(assumption(*scenario), "");
  }
}

TEST(Scenario, RefusesWhatItCannotPrice) {
  const PriceBook prices = book();
  const PriceIndex index(prices);
  const std::pair<const char*, const char*> cases[] = {
      {"", "scenario: model:PROVIDER/MODEL, batch, cache_1h, cache_5m or no_cache"},
      {"model:small", "scenario: model:PROVIDER/MODEL, batch, cache_1h, cache_5m or no_cache"},
      {"model:acme/tiny", "scenario: the price book has no model acme/tiny"},
      {"model:acme/own", "scenario: a machine is paid by the hour, not by the request"},
  };
  for (const auto& [text, message] : cases) {
    const auto scenario = parse_scenario(text, index);
    ASSERT_TRUE(scenario.has_error()) << text;
    EXPECT_EQ(scenario.error().message, message);
  }
}

}  // namespace
}  // namespace shiptally::normalise
