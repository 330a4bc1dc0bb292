// The documented shapes of the four reports, and what is wrong with pages that are none.

#include "collectors/vendors/provider_report.h"

#include <random>

#include "tests/collectors/deliver.h"

namespace shiptally::collectors {
namespace {

using testing::HasSubstr;

const Report& report(std::string_view name) {
  for (const Report& r : reports())
    if (r.name == name) return r;
  ADD_FAILURE() << "no report " << name;
  return reports().front();
}

Result<ReportPage> decode(std::string_view name, std::string body) {
  return report(name).decode(std::move(body), kNow);
}

constexpr Window kMay = {instant_from_ms(1777593600000), instant_from_ms(1780272000000)};

TEST(ProviderReports, AnthropicUsage) {
  const auto page = decode("anthropic_usage", R"({"data":[
    {"starting_at":"2026-05-01T00:00:00Z","ending_at":"2026-05-02T00:00:00Z","results":[
      {"uncached_input_tokens":1500,"cache_creation":{"ephemeral_1h_input_tokens":1000,"ephemeral_5m_input_tokens":500},
       "cache_read_input_tokens":200,"output_tokens":700,"server_tool_use":{"web_search_requests":10},
       "api_key_id":"apikey_1","workspace_id":"wrkspc_1","model":"claude-sonnet-4-5-20250929","service_tier":"batch",
       "context_window":"0-200k","inference_geo":"us","speed":null},
      {"uncached_input_tokens":1,"output_tokens":2,"api_key_id":null,"workspace_id":null,
       "model":"claude-sonnet-4-5-20250929","service_tier":"standard","context_window":"0-200k",
       "inference_geo":"not_available"}]},
    {"starting_at":"2026-05-02T00:00:00Z","ending_at":"2026-05-03T00:00:00Z","results":[]}],
    "has_more":true,"next_page":"page_MjAyNg=="}
)");
  ASSERT_TRUE(page.has_value()) << page.error().message;
  EXPECT_EQ(page->next, "page_MjAyNg==");
  ASSERT_EQ(page->days.size(), 2U) << "a day without rows is told too";
  ASSERT_EQ(page->usage.size(), 2U);
  const ProviderUsage& u = page->usage[0];
  EXPECT_EQ(u.provider, "anthropic");
  EXPECT_EQ(u.from, at("2026-05-01T00:00:00Z"));
  EXPECT_EQ(u.to, at("2026-05-02T00:00:00Z"));
  EXPECT_EQ(u.tokens, (Tokens{1500, 200, 500, 1000, 700, 0, 10}));
  EXPECT_EQ(u.model + " " + u.tier + " " + u.context_window + " " + u.region,
            "claude-sonnet-4-5-20250929 batch 0-200k us");
  EXPECT_EQ(u.sub_account + " " + u.api_key, "wrkspc_1 apikey_1");
  EXPECT_FALSE(u.requests) << "Anthropic does not count them";
  EXPECT_EQ(page->usage[1].sub_account + page->usage[1].api_key + page->usage[1].region, "")
      << "the default workspace, the Workbench";
  EXPECT_NE(page->usage[0].key.id, page->usage[1].key.id);
}

TEST(ProviderReports, AnthropicCostsAreInCents) {
  const struct {
    const char *cents, *dollars;
  } kCases[] = {{R"("123.45")", "1.2345"},
                {R"("0.0021")", "0.000021"},
                {R"("-50")", "-0.5"},
                {R"("1.2E-7")", "0.0000000012"},
                {R"("1e+3")", "10"},
                {"7", "0.07"},
                {R"("0.00000000015")", "0.000000000002"},  // finer than a picodollar: half-even, once
                {R"("0e-2147483648")", "0"},
                {R"("0E99999999999999999999")", "0"},
                {R"("999999999999999.99")", "9999999999999.9999"}};
  for (const auto& c : kCases) {
    const auto page = decode(
        "anthropic_costs", std::string(R"({"data":[{"starting_at":"2026-05-31T00:00:00Z",
      "ending_at":"2026-06-01T00:00:00Z","results":[{"currency":"USD","amount":)") +
                               c.cents +
                               R"(,"workspace_id":null,"description":"Claude Sonnet 4.5 Usage - Input Tokens",
      "cost_type":"tokens","context_window":"0-200k","model":"claude-sonnet-4-5-20250929","service_tier":"standard",
      "token_type":"uncached_input_tokens","inference_geo":"global"}]}],"has_more":false,"next_page":null})");
    ASSERT_TRUE(page.has_value()) << page.error().message;
    const Charge& charge = page->charges.at(0);
    EXPECT_EQ(charge.billed.str(), c.dollars) << c.cents;
    EXPECT_EQ(charge.list, charge.billed);
    EXPECT_EQ(charge.contracted, charge.billed);
    EXPECT_EQ(charge.effective, charge.billed);
    EXPECT_EQ(charge.billing_period, at("2026-05-01T00:00:00Z"));
    EXPECT_EQ(charge.sku + " " + charge.model + " " + charge.currency + " " + charge.sub_account,
              "uncached_input_tokens claude-sonnet-4-5-20250929 USD ");
    EXPECT_EQ(page->next, "");
  }
}

TEST(ProviderReports, SumsAreExactWhateverTheSpelling) {
  std::mt19937_64 random(2026);
  Int128 expected = 0;
  std::string rows;
  for (int i = 0; i < 5'000; ++i) {
    const auto units = static_cast<std::int64_t>(random() % 2'000'000'000'000) - 1'000'000'000'000;
    const int places = static_cast<int>(random() % 11);  // ten places of a cent are a picodollar
    Int128 pico = units;
    for (int digit = places; digit < 10; ++digit) pico *= 10;
    expected += pico;
    std::string cents = Money::from_pico(pico * 100).str();
    if (i % 3 == 0) cents = std::to_string(units) + "e-" + std::to_string(places);
    if (i % 3 == 1) cents = std::to_string(units) + "0E" + std::to_string(-places - 1);
    rows += std::string(i > 0 ? "," : "") + R"({"currency":"USD","amount":")" + cents + "\"}";
  }
  const auto page =
      decode("anthropic_costs",
             R"({"data":[{"starting_at":"2026-05-01T00:00:00Z","ending_at":"2026-05-02T00:00:00Z",)"
             R"("results":[)" +
                 rows + R"(]}],"has_more":false})");
  ASSERT_TRUE(page.has_value()) << page.error().message;
  Money sum;
  for (const Charge& charge : page->charges) sum += charge.billed;
  EXPECT_EQ(sum, Money::from_pico(expected));
}

TEST(ProviderReports, ACodeExecutionHasNoModel) {
  const auto page = decode("anthropic_costs", R"({"data":[{"starting_at":"2026-05-31T00:00:00Z",
    "ending_at":"2026-06-01T00:00:00Z","results":[{"currency":"USD","amount":"5","cost_type":"code_execution",
    "description":"Code Execution Usage","model":null,"token_type":null}]}],"has_more":false})");
  EXPECT_EQ(page->charges.at(0).model, "");
  EXPECT_EQ(page->charges.at(0).sku, "code_execution");
}

TEST(ProviderReports, OpenAiUsageTakesTheCachedOut) {
  const auto page = decode("openai_completions", R"({"object":"page","data":[{"object":"bucket",
    "start_time":1777593600,"end_time":1777680000,"results":[
      {"object":"organization.usage.completions.result","input_tokens":1000,"output_tokens":500,"input_cached_tokens":800,
       "input_audio_tokens":0,"output_audio_tokens":0,"num_model_requests":5,"project_id":"proj_1","user_id":null,
       "api_key_id":"key_1","model":"gpt-5-mini-2025-08-07","batch":false,"service_tier":"flex"},
      {"object":"organization.usage.completions.result","input_tokens":10,"output_tokens":1,"num_model_requests":1,
       "project_id":null,"model":"gpt-5-mini-2025-08-07","batch":true,"service_tier":null}]}],
    "has_more":false,"next_page":null})");
  ASSERT_TRUE(page.has_value()) << page.error().message;
  const ProviderUsage& u = page->usage.at(0);
  EXPECT_EQ(u.tokens, (Tokens{.input = 200, .cache_read = 800, .output = 500}));
  EXPECT_EQ(u.requests, 5);
  EXPECT_EQ(u.from, kMay.from);
  EXPECT_EQ(u.provider + " " + u.sub_account + " " + u.api_key + " " + u.tier, "openai proj_1 key_1 flex");
  EXPECT_EQ(page->usage.at(1).tier, "batch");
  EXPECT_THAT(
      decode("openai_embeddings", R"({"data":[{"start_time":1777593600,"end_time":1777680000,"results":[
    {"input_tokens":5,"input_cached_tokens":6}]}],"has_more":false})")
          .error()
          .message,
      HasSubstr("data[0].results[0].input_cached_tokens: more than input_tokens"));
}

TEST(ProviderReports, OpenAiCostsAreReadFromTheirText) {
  const struct {
    const char *value, *line_item, *billed, *model;
  } kCases[] = {
      {"0.06", R"("gpt-5-mini-2025-08-07, cached input")", "0.06", "gpt-5-mini-2025-08-07"},
      {"1.2E-7", R"("web search tool calls")", "0.00000012", ""},
      {"-3.10", R"("ft:gpt-4o:acme, output")", "-3.1", "ft:gpt-4o:acme"},
      {"0.8958740000000000", "null", "0.895874", ""},
      {R"("0.1234567890123456")", R"("file search, storage per gb")", "0.123456789012", ""},
      {"123456789012345.123456789012", R"("GPT-4o, input")", "123456789012345.123456789012", "GPT-4o"}};
  for (const auto& c : kCases) {
    const auto page = decode(
        "openai_costs",
        std::string(R"({"data":[{"start_time":1777593600,"end_time":1777680000,"results":[
      {"object":"organization.costs.result","amount":{"value":)") +
            c.value + R"(,"currency":"usd"},"line_item":)" + c.line_item +
            R"(,"project_id":"proj_1","quantity":12.50,"quantity_unit":"1k tokens"}]}],"has_more":false})");
    ASSERT_TRUE(page.has_value()) << page.error().message;
    const Charge& charge = page->charges.at(0);
    EXPECT_EQ(charge.billed.str(), c.billed);
    EXPECT_EQ(charge.model, c.model);
    EXPECT_EQ(charge.currency + " " + charge.quantity + " " + charge.unit + " " + charge.sub_account,
              "USD 12.50 1k tokens proj_1");
  }
}

TEST(ProviderReports, APageThatCannotBeReadIsRefusedAsAWhole) {
  const std::string day = R"({"start_time":1777593600,"end_time":1777680000,"results":[)";
  const struct {
    std::string body;
    const char* reason;
  } kCases[] = {
      {"", "nothing where a value should be"},
      {"<html>", ""},
      {R"({"data":[)" + day, ""},
      {R"({"data":[]})", "has_more: required"},
      {R"({"data":[],"has_more":true,"next_page":null})", "next_page: required, because has_more is true"},
      {R"({"data":[{"results":[]}],"has_more":false})", "data[0]: its start and end are required"},
      {R"({"data":[)" + day + "]}," + day + R"(]}],"has_more":false})", "data[1]: days must ascend"},
      {R"({"data":[)" + day + R"({"amount":{"value":1}}]}],"has_more":false})",
       "data[0].results[0].amount.currency: required"},
      {R"({"data":[)" + day + R"({"amount":{"value":"1,5","currency":"usd"}}]}],"has_more":false})",
       "data[0].results[0].amount.value: "},
      {R"({"data":[)" + day + R"({"amount":{"value":1,"currency":"dollars"}}]}],"has_more":false})",
       "data[0].results[0].currency: must be an ISO 4217 code"},
      {R"({"data":[)" + day + R"(7]}],"has_more":false})",
       "data[0].results[0]: expected an object, got number"},
  };
  for (const auto& c : kCases) {
    const auto page = decode("openai_costs", c.body);
    ASSERT_TRUE(page.has_error()) << c.body;
    EXPECT_EQ(page.error().code, Code::unreadable);
    EXPECT_THAT(page.error().message, HasSubstr(c.reason)) << c.body;
  }
}

TEST(ProviderReports, AskForDaysAndPages) {
  EXPECT_EQ(
      report("anthropic_costs").target(kMay, "page_a=="),
      "/v1/organizations/cost_report?starting_at=2026-05-01T00%3A00%3A00Z&ending_at=2026-06-01T00%3A00%3A00Z"
      "&bucket_width=1d&limit=31&group_by%5B%5D=workspace_id&group_by%5B%5D=description&page=page_a%3D%3D");
  EXPECT_THAT(report("openai_costs").target(kMay, ""),
              testing::AllOf(HasSubstr("start_time=1777593600&end_time=1780272000&"), HasSubstr("&limit=7&"),
                             testing::Not(HasSubstr("&page="))));
  EXPECT_THAT(report("openai_completions").target(kMay, ""), HasSubstr("group_by%5B%5D=batch"));
  EXPECT_THAT(report("openai_embeddings").target(kMay, ""), testing::Not(HasSubstr("batch")));
}

TEST(ProviderReports, ARowKeepsItsIdWhenItsAmountsChange) {
  const auto id = [](const char* tokens, const char* model) {
    return decode(
               "openai_embeddings",
               std::string(
                   R"({"data":[{"start_time":1777593600,"end_time":1777680000,"results":[{"input_tokens":)") +
                   tokens + R"(,"model":")" + model + R"("}]}],"has_more":false})")
        ->usage.at(0)
        .key.id;
  };
  EXPECT_EQ(id("1", "a"), id("2", "a"));
  EXPECT_NE(id("1", "a"), id("1", "b"));
}

}  // namespace
}  // namespace shiptally::collectors
