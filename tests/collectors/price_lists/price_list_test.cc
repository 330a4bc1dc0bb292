#include "collectors/price_lists/price_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace shiptally::collectors {
namespace {

using testing::HasSubstr;

PriceListOrigin origin() {
  return {"list 1", "2026-11-23", parse_instant("2026-11-01").value(),
          [](std::string_view name) { return name == "aws" ? std::string("amazon") : std::string(name); }};
}

PriceList genai(std::string_view models) {
  return read_genai_prices(R"([{"id":"aws","name":"A","models":[)" + std::string(models) + "]}]", origin())
      .value();
}

PriceList litellm(std::string_view fields) {
  return read_litellm_prices(R"({"acme/m":{"litellm_provider":"acme",)" + std::string(fields) + "}}",
                             origin())
      .value();
}

std::string notes(const PriceList& list) {
  std::string out;
  for (const NotTaken& left_out : list.not_taken) out += left_out.what + ": " + left_out.reason + "\n";
  return out;
}

TEST(GenaiPrices, DatesThresholdsAndBuckets) {
  const PriceList list = genai(R"({"id":"m-1","match":{"or":[{"equals":"m-1"},{"equals":"m-one"}]},"prices":[
    {"prices":{"input_mtok":{"base":3,"tiers":[{"start":200000,"price":6}]},
               "output_mtok":{"base":15,"tiers":[{"start":200000,"price":22.5}]},
               "cache_read_mtok":0.3,"cache_write_mtok":3.75,"cache_write_1h_mtok":6,
               "web_searches_kcount":10}},
    {"constraint":{"type":"start_date","start_date":"2026-12-01"},
     "prices":{"input_mtok":2.000000000001,"output_mtok":1e1}}]})");
  EXPECT_EQ(notes(list), "");
  ASSERT_EQ(list.book.prices.size(), 2u);
  const Price& p = list.book.prices[0];
  EXPECT_EQ(p.provider + "/" + p.model + " " + p.source + " " + p.read_on, "amazon/m-1 list 1 2026-11-23");
  EXPECT_EQ(format_instant(p.from), "2026-11-01T00:00:00Z");
  EXPECT_EQ(p.base.input.str(), "3");
  EXPECT_EQ(p.base.cache_write_5m->str(), "3.75");
  EXPECT_EQ(p.base.cache_write_1h->str(), "6");
  ASSERT_EQ(p.long_context.size(), 1u);
  EXPECT_EQ(p.long_context[0].above_tokens, 200000);
  EXPECT_EQ(p.long_context[0].base.output.str(), "22.5");
  EXPECT_EQ(p.long_context[0].base.cache_read->str(), "0.3");  // what has no step stays
  EXPECT_EQ(p.per_1k_web_searches->str(), "10");
  EXPECT_EQ(format_instant(list.book.prices[1].from), "2026-12-01T00:00:00Z");
  EXPECT_EQ(list.book.prices[1].base.input.str(), "2.000000000001");
  EXPECT_EQ(list.book.prices[1].base.output.str(), "10");
  ASSERT_EQ(list.book.aliases.size(), 2u);
  EXPECT_EQ(list.book.aliases[0].alias, "aws/m-1");
  EXPECT_EQ(list.book.aliases[1].alias, "m-one");
}

TEST(GenaiPrices, WhatCannotBeSaidIsToldAndNeverZero) {
  struct {
    const char* prices;
    const char* reason;
  } const cases[] = {
      {R"({"input_mtok":1})", "aws/m: no price of both input and output"},
      {R"({})", "no price by the token"},
      {R"({"input_mtok":0,"output_mtok":0})", "a price of zero"},
      {R"({"input_mtok":0.08333333333333334,"output_mtok":2})", "finer than a picodollar"},
      {R"({"input_mtok":-1,"output_mtok":2})", "not a price"},
      {R"({"input_mtok":"1","output_mtok":2})", "expected a number"},
      {R"([{"prices":{"input_mtok":1,"output_mtok":2}},{"constraint":{"type":"time_of_date",
           "start_time":"00:30:00Z","end_time":"16:30:30Z"},"prices":{"input_mtok":2,"output_mtok":4}}])",
       "hours of the UTC day"},
  };
  for (const auto& c : cases) {
    const PriceList list = genai(R"({"id":"m","prices":)" + std::string(c.prices) + "}");
    EXPECT_TRUE(list.book.prices.empty()) << c.prices;
    EXPECT_EQ(list.models_left_out, 1u) << c.prices;
    EXPECT_THAT(notes(list), HasSubstr(c.reason));
  }
}

TEST(GenaiPrices, StepsHoursAndRequests) {
  const PriceList list = genai(R"({"id":"m","prices":[
    {"prices":{"input_mtok":{"base":1,"tiers":[{"start":8,"price":2},{"start":16,"price":4}]},
               "output_mtok":{"base":5,"tiers":[{"start":8,"price":6}]},"requests_kcount":7}},
    {"constraint":{"start_time":"16:30:00Z","end_time":"00:30:00Z"},
     "prices":{"input_mtok":0.5,"output_mtok":2.5,"requests_kcount":7}}]})");
  EXPECT_EQ(notes(list), "");
  ASSERT_EQ(list.book.prices.size(), 1u);
  const Price& p = list.book.prices[0];
  ASSERT_EQ(p.long_context.size(), 2u);
  EXPECT_EQ(p.long_context[1].above_tokens, 16);
  EXPECT_EQ(p.long_context[1].base.input.str(), "4");
  EXPECT_EQ(p.long_context[1].base.output.str(), "6");
  EXPECT_EQ(p.per_1k_requests->str(), "7");
  ASSERT_EQ(p.hours.size(), 1u);
  EXPECT_EQ(time_of_day(p.hours[0].to), "00:30");
  EXPECT_EQ(p.hours[0].prices.base.output.str(), "2.5");
}

TEST(GenaiPrices, APriceThatCannotBeSaidEndsTheOneBefore) {
  const PriceList list = genai(R"({"id":"m","prices":[{"prices":{"input_mtok":1,"output_mtok":2}},
    {"constraint":{"start_date":"2026-12-01"},"prices":{"input_mtok":1,"output_mtok":2,"seats_kcount":1}}]})");
  ASSERT_EQ(list.book.prices.size(), 1u);
  EXPECT_EQ(format_instant(*list.book.prices[0].to), "2026-12-01T00:00:00Z");
  EXPECT_THAT(notes(list), HasSubstr("a price of it: the price book has no seats_kcount"));
}

TEST(GenaiPrices, OtherMediaAndPatternsAreTold) {
  const PriceList list = genai(R"({"id":"m","match":{"starts_with":"m"},"surcharge":1,
    "prices":{"input_mtok":1,"output_mtok":2,"input_audio_mtok":9}})");
  EXPECT_EQ(list.models, 1u);
  EXPECT_THAT(notes(list), HasSubstr("aws/m: input_audio_mtok: the price book has no such price"));
  EXPECT_THAT(notes(list), HasSubstr("aws/m: surcharge: an unknown field"));
  EXPECT_THAT(notes(list), HasSubstr("patterns of names of 1 models"));
}

// Two prices of one name: neither can be told to be the right one.
TEST(GenaiPrices, AModelAtTwoPricesIsNotTaken) {
  const PriceList list = genai(R"({"id":"m","prices":{"input_mtok":1,"output_mtok":2}},
    {"id":"M","prices":{"input_mtok":1,"output_mtok":3}},
    {"id":"n","prices":{"input_mtok":4,"output_mtok":5}},{"id":"N","prices":{"input_mtok":4,"output_mtok":5}},
    {"id":"a","match":{"equals":"same"},"prices":{"input_mtok":1,"output_mtok":2}},
    {"id":"b","match":{"equals":"same"},"prices":{"input_mtok":1,"output_mtok":3}})");
  EXPECT_EQ(list.models, 3u);
  EXPECT_EQ(list.models_left_out, 2u);
  EXPECT_THAT(notes(list), HasSubstr("aws/m: given twice, at different prices"));
  EXPECT_THAT(notes(list), HasSubstr("aws/M: given twice, at different prices"));
  EXPECT_THAT(notes(list), HasSubstr("aws/N: given again at the price of aws/n"));
  EXPECT_THAT(notes(list), HasSubstr("the name same: several models have it"));
  for (const ModelAlias& alias : list.book.aliases) EXPECT_NE(alias.alias, "same");
}

TEST(GenaiPrices, OtherFilesAreRefused) {
  for (const char* body :
       {"", "{}", "[1]", "[{\"id\":1}]", "[{\"id\":\"a\",\"models\":[{\"id\":\"m\"}]}]", "[{"})
    EXPECT_TRUE(read_genai_prices(body, origin()).has_error()) << body;
  EXPECT_TRUE(read_litellm_prices("[]", origin()).has_error());
}

TEST(LitellmPrices, FloatsByTheTokenAreExactByTheMillion) {
  const PriceList list = litellm(R"("input_cost_per_token":2.1e-05,"output_cost_per_token":0.0000000375,
    "cache_read_input_token_cost":3E-7,"cache_creation_input_token_cost":3.75e-06,
    "cache_creation_input_token_cost_above_1hr":6e-06,"input_cost_per_token_above_200k_tokens":4.2e-05,
    "input_cost_per_token_batches":1.05e-05,"output_cost_per_token_batches":1e-08,
    "output_cost_per_token_above_200k_tokens_priority":9e-05,"input_cost_per_token_priority":8e-05,
    "output_cost_per_token_priority":8.5e-05,"output_cost_per_reasoning_token":3.75e-08,
    "search_context_cost_per_query":{"search_context_size_low":0.01,"search_context_size_high":0.01},
    "input_cost_per_request":0.005,"regional_processing_uplift_multiplier_eu":1.1,"max_tokens":8192,"mode":"chat","output_cost_per_image":null)");
  EXPECT_EQ(notes(list), "");
  ASSERT_EQ(list.book.prices.size(), 1u);
  const Price& p = list.book.prices[0];
  EXPECT_EQ(p.provider + "/" + p.model, "acme/m");
  EXPECT_EQ(format_instant(p.from), "2026-11-01T00:00:00Z");
  EXPECT_EQ(p.base.input.str(), "21");
  EXPECT_EQ(p.base.output.str(), "0.0375");
  EXPECT_EQ(p.base.cache_read->str(), "0.3");
  EXPECT_EQ(p.base.cache_write_5m->str(), "3.75");
  EXPECT_EQ(p.base.cache_write_1h->str(), "6");
  ASSERT_EQ(p.long_context.size(), 1u);
  EXPECT_EQ(p.long_context[0].above_tokens, 200000);
  EXPECT_EQ(p.long_context[0].base.input.str(), "42");
  EXPECT_EQ(p.long_context[0].base.output.str(), "0.0375");
  EXPECT_EQ(p.per_1k_requests->str(), "5");
  EXPECT_EQ(p.regions.at("eu").factor, (Ratio{11, 10}));
  EXPECT_EQ(p.tiers.at("batch").input.str(), "10.5");
  EXPECT_EQ(p.long_context[0].tiers.at("priority").output.str(), "90");
  EXPECT_EQ(p.long_context[0].tiers.at("priority").input.str(), "80");
  EXPECT_FALSE(p.long_context[0].tiers.contains("batch"));
  EXPECT_EQ(p.per_1k_web_searches->str(), "10");
  ASSERT_EQ(list.book.aliases.size(), 1u);
  EXPECT_EQ(list.book.aliases[0].alias, "acme/m");
}

// "acme/acme/m" is not what a request of "acme/m" means.
TEST(LitellmPrices, APrefixDoesNotMakeOneKeyAnother) {
  const PriceList list = read_litellm_prices(R"({
    "acme/m":{"litellm_provider":"acme","input_cost_per_token":1e-06,"output_cost_per_token":1e-06},
    "acme/acme/m":{"litellm_provider":"acme","input_cost_per_token":2e-06,"output_cost_per_token":2e-06}})",
                                             origin())
                             .value();
  ASSERT_EQ(list.book.prices.size(), 2u);
  EXPECT_EQ(list.book.prices[0].model + " " + list.book.prices[0].base.input.str(), "acme/acme/m 2");
  EXPECT_EQ(list.book.prices[1].model + " " + list.book.prices[1].base.input.str(), "m 1");
  ASSERT_EQ(list.book.aliases.size(), 1u);
  EXPECT_EQ(list.book.aliases[0].alias + " " + list.book.aliases[0].model, "acme/m m");
}

TEST(LitellmPrices, WhatCannotBeSaidIsToldAndNeverZero) {
  const std::string priced = R"("input_cost_per_token":1e-06,"output_cost_per_token":2e-06,)";
  const std::pair<std::string, const char*> cases[] = {
      {R"("mode":"chat")", "acme/m: no price by the token"},
      {R"("input_cost_per_token":0.0,"output_cost_per_token":0)", "a price of zero"},
      {R"("input_cost_per_token":1.0000000000000001e-07,"output_cost_per_token":1e-06)",
       "finer than a picodollar"},
      {priced + R"("tiered_pricing":[])", "no tiered_pricing"},
      {priced + R"("output_cost_per_reasoning_token":3e-06)", "two prices of one thing"},
      {priced + R"("regional_processing_uplift_multiplier_us":0)", "expected a factor"},
  };
  for (const auto& [fields, reason] : cases) {
    const PriceList list = litellm(fields);
    EXPECT_TRUE(list.book.prices.empty()) << fields;
    EXPECT_THAT(notes(list), HasSubstr(reason));
  }
}

TEST(LitellmPrices, FieldsAndTiersThatAreLeftOutAreTold) {
  const PriceList list = litellm(R"("input_cost_per_token":1e-06,"output_cost_per_token":2e-06,
    "input_cost_per_audio_token":1e-06,"input_cost_per_token_flex":1e-07,
    "search_context_cost_per_query":{"low":0.01,"high":0.02})");
  ASSERT_EQ(list.book.prices.size(), 1u);
  EXPECT_FALSE(list.book.prices[0].per_1k_web_searches);
  EXPECT_FALSE(list.book.prices[0].tiers.contains("flex"));
  EXPECT_THAT(notes(list), HasSubstr("input_cost_per_audio_token: the price book has no such price"));
  EXPECT_THAT(notes(list), HasSubstr("flex: no price of both input and output"));
  EXPECT_THAT(notes(list), HasSubstr("prices differ by the size of the search"));
}

}  // namespace
}  // namespace shiptally::collectors
