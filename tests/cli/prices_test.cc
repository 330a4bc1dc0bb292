#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "daemon/cli/commands.h"
#include "daemon/config/price_book.h"
#include "daemon/normalise/normalise.h"
#include "daemon/normalise/pricing.h"
#include "schema/base/read_file.h"
#include "tests/temp_dir.h"

namespace shiptally::cli {
namespace {

using testing::HasSubstr;

constexpr const char* kGenai = R"([{"id":"aws","models":[
  {"id":"meta.toy-1-v1:0","prices":[{"prices":{"input_mtok":{"base":3,"tiers":[{"start":200000,"price":6}]},
     "output_mtok":{"base":15,"tiers":[{"start":200000,"price":22.5}]}}}]},
  {"id":"us.meta.toy-2-v1:0","prices":{"input_mtok":1,"output_mtok":2}},
  {"id":"toy-3","prices":{"seats_kcount":1}}]}])";

class Prices : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) {
    const std::string path = dir_.file(name);
    std::ofstream(path) << text;
    return path;
  }

  /// What a command printed; its exit code is in code_.
  template <class Command>
  std::string printed(Command command) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    code_ = command();
    errors_ = testing::internal::GetCapturedStderr();
    return testing::internal::GetCapturedStdout();
  }
  std::string import(const std::string& format, const std::string& text) {
    return printed([&] {
      return prices_import({format, file("list.json", text), "2026-01-01", "2026-11-23", "list 1", {}});
    });
  }
  std::string show(const std::string& model, const std::string& at) {
    return printed([&] {
      return prices_show({model, "", at, file("c.yaml", "prices:\n  files: [" + book_ + "]\n")});
    });
  }

  tests::TempDir dir_;
  std::string book_, errors_;
  int code_ = -1;
};

TEST_F(Prices, AnImportedListLoadsAndPricesARequest) {
  const std::string yaml = import("genai-prices", kGenai);
  ASSERT_EQ(code_, kDone) << errors_;
  EXPECT_THAT(errors_, HasSubstr("left out: aws/toy-3: the price book has no seats_kcount"));
  EXPECT_THAT(errors_, HasSubstr("2 models, 2 prices; left out: 1 models, 0 fields"));
  const PriceBook book = config::merge({config::read_price_book(yaml, "i.yaml").value()}).value();
  Request request;
  request.series.provider = "amazon";
  request.series.model = "meta.toy-1-v1:0";
  request.ts = parse_instant("2026-06-01").value();
  request.tokens.input = 250'000;
  request.tokens.output = 10'000;
  const normalise::PriceIndex index(book);
  const auto priced = normalise::price_request(index, request);
  ASSERT_TRUE(priced);
  Money sum;
  for (const Money part : priced->parts) sum += part;
  EXPECT_EQ(sum.str(), "1.725");
}

TEST_F(Prices, ShowFindsAModelInAnyDressAtItsDate) {
  book_ = file("book.yaml", import("genai-prices", kGenai));
  EXPECT_THAT(show("eu.meta.toy-1-v1:0", "2026-01-01"),
              testing::AllOf(HasSubstr("amazon/meta.toy-1-v1:0@2026-01-01"), HasSubstr("source: list 1\n"),
                             HasSubstr("standard: input: 3\n"),
                             HasSubstr("standard above 200000 tokens: output: 22.5\n")));
  EXPECT_EQ(code_, kDone);
  EXPECT_THAT(show("meta.toy-1-v1:0", "2025-12-31"),
              HasSubstr("unpriced: amazon/meta.toy-1-v1:0 at 2025-12-31"));
  EXPECT_EQ(code_, kFailed);
}

// Each endpoint has a price of its own: one is not taken for the other.
TEST_F(Prices, OneEndpointsPriceIsNotAnothers) {
  book_ = file("book.yaml", import("genai-prices", kGenai));
  EXPECT_THAT(show("us.meta.toy-2-v1:0", "2026-01-01"), HasSubstr("standard: output: 2\n"));
  EXPECT_THAT(show("global.meta.toy-2-v1:0", "2026-01-01"), HasSubstr("unpriced"));
}

TEST_F(Prices, LitellmIsReadToo) {
  book_ = file("book.yaml", import("litellm", R"({"acme/toy":{"litellm_provider":"acme",
      "input_cost_per_token":2.1e-05,"output_cost_per_token":1e-06}})"));
  EXPECT_THAT(show("acme/toy", "2026-01-01"), HasSubstr("standard: input: 21\n"));
}

TEST_F(Prices, DiffTellsWhatDiffers) {
  const std::string before = file("a.yaml", import("genai-prices", kGenai));
  const std::string after = file("b.yaml", import("genai-prices", R"([{"id":"aws","models":[
      {"id":"us.meta.toy-2-v1:0","prices":{"input_mtok":1.5,"output_mtok":2}}]}])"));
  const std::string told = printed([&] { return prices_diff(before, after); });
  EXPECT_EQ(code_, kDone);
  EXPECT_THAT(told, HasSubstr("~ amazon/us.meta.toy-2-v1:0@2026-01-01: standard: input 1 -> 1.5\n"));
  EXPECT_THAT(told, HasSubstr("- amazon/meta.toy-1-v1:0@2026-01-01: standard: input 3, standard: output 15"));
  EXPECT_EQ(printed([&] { return prices_diff(after, after); }), "");
}

TEST_F(Prices, AListWithoutAPriceWritesNothing) {
  const std::string out = dir_.file("out.yaml");
  printed([&] { return prices_import({"genai-prices", file("l.json", "[]"), "", "2026-11-23", "", out}); });
  EXPECT_NE(code_, kDone);
  EXPECT_TRUE(read_file(out).has_error());
}

TEST_F(Prices, OnlyWhatTheBookLacksIsImported) {
  book_ = file("book.yaml", import("genai-prices", kGenai));
  const std::string config = file("c.yaml", "prices:\n  files: [" + book_ + "]\n");
  const std::string list = file("more.json", R"([{"id":"aws","models":[
    {"id":"toy-1","match":{"equals":"toy-one"},"prices":{"input_mtok":9,"output_mtok":9}},
    {"id":"toy-4","match":{"equals":"toy-four"},"prices":{"input_mtok":8,"output_mtok":9}}]}])");
  const std::string out = printed([&] {
    return prices_import({"genai-prices", list, "2026-01-01", "2026-11-23", "list 2", {}, true, config});
  });
  ASSERT_EQ(code_, kDone) << errors_;
  const PriceBook book = config::read_price_book(out, "out").value();
  ASSERT_EQ(book.prices.size(), 1u);
  EXPECT_EQ(book.prices[0].model, "toy-4");
  for (const ModelAlias& alias : book.aliases) EXPECT_EQ(alias.model, "toy-4") << alias.alias;
}

}  // namespace
}  // namespace shiptally::cli
