#include "daemon/config/price_book.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "daemon/config/embedded.h"

namespace shiptally::config {
namespace {

const char kTwoPrices[] = R"(provider: acme
models:
  - model: m-1
    aliases: [m-one, { alias: latest, to: 2026-01-01 }]
    also_sold_by: [host]
    prices:
      - from: 2025-01-01
        source: "page"
        read_on: 2026-01-02
        base: { input: "3", output: "15", cache_read: "0.30" }
        tiers:
          batch: { input: "1.5", output: "7.5" }
          priority: { input: "6", output: "30" }
        long_context:
          above_tokens: 200000
          base: { input: "6", output: "22.5" }
        hours:
          - { from: "16:30", to: "00:30", base: { input: "1", output: "2" } }
        regions: { us: { factor: "1.1" }, gov: { base: { input: "7", output: "8" } } }
        per_1k_web_searches: "10"
        per_1k_requests: "5"
      - from: 2025-06-01T12:00:00Z
        source: "page"
        read_on: 2026-01-01
        base: { input: "2", output: "10" }
)";

PriceBook read(std::string_view text) { return read_price_book(text, "test.yaml").value(); }

TEST(PriceBook, ReadsEveryField) {
  const PriceBook book = merge({read(kTwoPrices)}).value();
  ASSERT_EQ(book.prices.size(), 4u);
  const Price& p = book.prices[0];
  EXPECT_EQ(p.id, "acme/m-1@2025-01-01");
  EXPECT_EQ(p.base.input.str(), "3");
  EXPECT_EQ(p.base.cache_read->str(), "0.3");
  EXPECT_FALSE(p.base.cache_write_5m);
  EXPECT_EQ(p.tiers.at("priority").output.str(), "30");
  ASSERT_EQ(p.long_context.size(), 1u);
  EXPECT_EQ(p.long_context[0].above_tokens, 200000);
  EXPECT_EQ(p.long_context[0].base.output.str(), "22.5");
  EXPECT_EQ(time_of_day(p.hours.at(0).from), "16:30");
  EXPECT_EQ(p.hours[0].prices.base.input.str(), "1");
  EXPECT_EQ(p.regions.at("us").factor, (Ratio{11, 10}));
  EXPECT_EQ(p.regions.at("gov").prices->base.input.str(), "7");
  EXPECT_EQ(p.per_1k_requests->str(), "5");
  EXPECT_EQ(p.per_1k_web_searches->str(), "10");
  EXPECT_EQ(book.prices[1].id, "acme/m-1@2025-06-01T12:00:00Z");
  ASSERT_EQ(book.aliases.size(), 4u);
  EXPECT_EQ(format_instant(*book.aliases[0].to), "2026-01-01T00:00:00Z");
  EXPECT_EQ(book.version.substr(0, 11), "2026-01-02-");
}

// A price file is written by an import: it must say the same when it is read.
TEST(PriceBook, WrittenAndReadAgainIsTheSame) {
  for (const PriceBook& book : {merge({read(kTwoPrices)}).value(), shipped_price_book().value()}) {
    PriceBook again = read(write_price_book(book));
    again.fleet = book.fleet;
    EXPECT_EQ(merge({again}).value().version, book.version);
  }
}

TEST(PriceBook, AFileHasADocumentAProvider) {
  const std::string other =
      "---\nprovider: other\nmodels:\n  - model: m-1\n    prices:\n      - { from: "
      "2025-01-01, source: s, read_on: 2026-01-02, base: { input: \"1\", output: \"2\" } }\n";
  EXPECT_EQ(read(kTwoPrices + other).prices.size(), 5u);
  EXPECT_TRUE(read_price_book(other + "---\nmodel: m\n", "t.yaml").has_error());
}

TEST(PriceBook, AHostCarriesBaseAndBatchOnly) {
  const PriceBook book = merge({read(kTwoPrices)}).value();
  const Price& p = book.prices[2];
  EXPECT_EQ(p.id, "host/m-1@2025-01-01");
  EXPECT_EQ(p.base.output.str(), "15");
  EXPECT_TRUE(p.tiers.contains("batch"));
  EXPECT_FALSE(p.tiers.contains("priority"));
  EXPECT_FALSE(p.per_1k_web_searches);
  EXPECT_EQ(p.long_context.size(), 1u);
  EXPECT_TRUE(p.hours.empty() && p.regions.empty() && !p.per_1k_requests);
}

TEST(PriceBook, ALaterBookOverridesBySellerModelAndInstant) {
  const PriceBook own = read(R"(provider: acme
models:
  - model: m-1
    prices:
      - { from: 2025-01-01, source: contract, read_on: 2026-02-01, base: { input: "2.5", output: "12" } }
aliases:
  - { provider: azure, alias: our-deployment, model: m-9 }
  - { provider: acme, alias: m-one, model: m-1 }
)");
  EXPECT_EQ(merge({read(kTwoPrices), own}).error().message,
            "aliases: our-deployment: azure has no price of a model \"m-9\"");
  PriceBook fixed = own;
  std::erase_if(fixed.aliases, [](const ModelAlias& a) { return a.provider == "azure"; });
  const PriceBook book = merge({read(kTwoPrices), fixed}).value();
  ASSERT_EQ(book.prices.size(), 4u);
  EXPECT_EQ(book.prices[0].base.input.str(), "2.5");
  EXPECT_EQ(book.prices[1].base.input.str(), "2");
  EXPECT_NE(book.version, merge({read(kTwoPrices)}).value().version);
}

TEST(PriceBook, OverlapAcrossFilesIsAnError) {
  const PriceBook first = read(R"(provider: a
models: [{ model: m, prices: [{ from: 2025-01-01, to: 2025-07-01, source: s, read_on: 2026-01-01, base: { input: "1", output: "1" } }] }]
)");
  const PriceBook second = read(R"(provider: a
models: [{ model: m, prices: [{ from: 2025-06-01, source: s, read_on: 2026-01-01, base: { input: "1", output: "1" } }] }]
)");
  EXPECT_EQ(merge({first, second}).error().message, "a/m@2025-01-01: to: overlaps with a/m@2025-06-01");
}

struct Bad {
  const char *text, *message;
};

#define PRICE(fields) "provider: a\nmodels:\n  - model: m\n    prices:\n      - " fields "\n"
const Bad kBad[] = {
    {"[]", "t.yaml:1: expected a map"},
    {"provider: a\nmodel: []\n", "t.yaml:2: model: unknown key"},
    {"models:\n  - model: m\n", "t.yaml:1: provider: missing"},
    {"provider: a\nmodels:\n  - model: m\n", "t.yaml:3: prices: missing"},
    {"provider: a\nprovider: b\n", "t.yaml:2: provider: given twice"},
    {"provider: {a: b", "t.yaml:1: end of map flow not found"},
    {PRICE("{ form: 2025-01-01 }"), "t.yaml:5: form: unknown key"},
    {PRICE("{ from: yesterday }"), "t.yaml:5: from: not an RFC 3339 time: \"yesterday\""},
    {PRICE("{ from: 2025-01-01 }"), "t.yaml:5: source: missing"},
    {PRICE("{ from: 2025-01-01, source: s, read_on: 2026-01-01 }"), "t.yaml:5: base: missing"},
    {PRICE("{ from: 2025-01-01, source: s, read_on: 2026-01-01, base: { input: 3 } }"),
     "t.yaml:5: output: missing"},
    {PRICE("{ from: 2025-01-01, source: s, read_on: 2026-01-01, base: { input: -3, output: 1 } }"),
     "t.yaml:5: input: expected an amount from 0 to 1000000"},
    {PRICE("{ from: 2025-01-01, source: s, read_on: 2026-01-01, base: { input: 3$, output: 1 } }"),
     "t.yaml:5: input: not a decimal amount: \"3$\""},
    {PRICE("{ from: 2025-01-01, to: 2025-01-01, source: s, read_on: 2026-01-01 }"),
     "t.yaml:5: to: not after `from`"},
    {PRICE("{ from: 2025-01-01, source: s, read_on: 2026-01-01, per_machine_hour: 1, slots: 0 }"),
     "t.yaml:5: slots: expected a whole number from 1 to 1000"},
    {PRICE("{ from: 2025-01-01, source: s, read_on: 2026-01-01, per_machine_hour: 1 }"),
     "t.yaml:5: slots: missing"},
    {PRICE("{ from: 2025-02-01, source: s, read_on: 2026-01-01, base: { input: 3, output: 1 } }\n"
           "      - { from: 2025-01-01, source: s, read_on: 2026-01-01, base: { input: 3, output: 1 } }"),
     "t.yaml:6: from: not after the entry before it"},
    {PRICE("{ from: 2025-02-01, to: 2025-04-01, source: s, read_on: 2026-01-01, base: { input: 3, output: 1 "
           "} }\n"
           "      - { from: 2025-03-01, source: s, read_on: 2026-01-01, base: { input: 3, output: 1 } }"),
     "t.yaml:6: from: overlaps with the entry before it, which ends later"},
    {PRICE("{ from: 2025-02-01, source: s, read_on: 2026-01-01, base: { input: 3, output: 1 }, "
           "hours: [{ from: \"9:00\", to: \"10:00\", base: { input: 3, output: 1 } }] }"),
     "t.yaml:5: from: expected a time of the UTC day as in \"16:30\""},
    {PRICE("{ from: 2025-02-01, source: s, read_on: 2026-01-01, base: { input: 3, output: 1 }, "
           "regions: { us: { factor: 11 } } }"),
     "t.yaml:5: factor: expected a factor above 0 and up to 10, with at most four decimals"},
};
#undef PRICE

TEST(PriceBook, RefusesWithFileLineKeyAndReason) {
  for (const Bad& bad : kBad) {
    const Result<PriceBook> book = read_price_book(bad.text, "t.yaml");
    ASSERT_TRUE(book.has_error()) << bad.text;
    EXPECT_EQ(book.error().message, bad.message) << bad.text;
    EXPECT_EQ(book.error().code, Code::invalid);
  }
}

TEST(PriceBook, ReadsMachinesAndReplacesAFleet) {
  const char* machines = R"(provider: self-hosted
models:
  - model: m
    prices: [{ from: 2026-01-01, source: s, read_on: 2026-01-01, per_machine_hour: "1.006", slots: 8 }]
fleet: [{ provider: self-hosted, model: m, machines: 1, from: 2026-01-01 }]
)";
  const PriceBook more = read(R"(fleet:
  - { provider: self-hosted, model: m, machines: 2, from: 2026-01-01, to: 2026-06-01 }
  - { provider: self-hosted, model: m, machines: 3, from: 2026-06-01 }
)");
  const PriceBook book = merge({read(machines), more}).value();
  EXPECT_EQ(book.prices[0].per_machine_hour->str(), "1.006");
  EXPECT_EQ(book.prices[0].slots, 8);
  ASSERT_EQ(book.fleet.size(), 2u);
  EXPECT_EQ(book.fleet[0].machines, 2);
  EXPECT_EQ(book.fleet[1].machines, 3);
}

TEST(PriceBook, AnEmptyFileIsAnEmptyBook) { EXPECT_TRUE(read("{}").prices.empty()); }

TEST(ShippedPriceBook, IsReadableReviewedAndOfUse) {
  const PriceBook book = shipped_price_book().value();
  std::size_t in_files = 0;
  for (const EmbeddedFile& file : embedded_prices())
    in_files += read_price_book(file.text, file.name)->prices.size();
  EXPECT_EQ(in_files, book.prices.size()) << "an entry of one file hides one of another";
  std::set<std::pair<std::string, std::string>> models;
  for (const Price& p : book.prices) {
    models.emplace(p.provider, p.model);
    EXPECT_FALSE(p.source.empty()) << p.id;
    if (p.per_machine_hour) continue;
    EXPECT_GT(p.base.input, Money()) << p.id;
    // A cache read dearer than the input, or a batch dearer than the base, is a slip of the pen.
    EXPECT_TRUE(!p.base.cache_read || *p.base.cache_read < p.base.input) << p.id;
    EXPECT_TRUE(!p.tiers.contains("batch") || p.tiers.at("batch").input < p.base.input) << p.id;
    for (const ContextStep& step : p.long_context) EXPECT_GT(step.base.input, p.base.input) << p.id;
  }
  EXPECT_GE(models.size(), 40u);
}

}  // namespace
}  // namespace shiptally::config
