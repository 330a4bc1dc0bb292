// The vendors' usage objects, and every way in which tools have counted them wrong.

#include "collectors/vendors/usage.h"

#include <gtest/gtest.h>

namespace shiptally::collectors {
namespace {

/// input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, web_searches
struct Case {
  std::string usage;
  Tokens tokens;
};

const Case kGood[] = {
    // Anthropic: input_tokens leaves the cached ones out
    {R"({"input_tokens":10,"output_tokens":5})", {10, 0, 0, 0, 5, 0, 0}},
    {R"({"input_tokens":3,"cache_creation_input_tokens":100,"cache_read_input_tokens":50,"output_tokens":7})",
     {3, 50, 100, 0, 7, 0, 0}},
    // the total of the cache writes is the sum of the split: never both
    {R"({"input_tokens":3,"cache_creation_input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":60,
        "ephemeral_1h_input_tokens":40},"output_tokens":7})",
     {3, 0, 60, 40, 7, 0, 0}},
    {R"({"input_tokens":3,"cache_creation":null,"output_tokens":7,"server_tool_use":{"web_search_requests":2,
        "web_fetch_requests":9},"inference_geo":"us","service_tier":"standard"})",
     {3, 0, 0, 0, 7, 0, 2}},
    // OpenAI chat: prompt_tokens includes the cached ones, completion_tokens the reasoning
    {R"({"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":80,
        "audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":15,"rejected_prediction_tokens":3}})",
     {20, 80, 0, 0, 20, 15, 0}},
    {R"({"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":80,"cache_write_tokens":15}})",
     {5, 80, 15, 0, 20, 0, 0}},
    {R"({"prompt_tokens":8,"total_tokens":8})", {8, 0, 0, 0, 0, 0, 0}},  // embeddings
    {R"({"prompt_tokens":8,"completion_tokens":1,"prompt_tokens_details":null})", {8, 0, 0, 0, 1, 0, 0}},
    // OpenAI responses
    {R"({"input_tokens":100,"input_tokens_details":{"cached_tokens":80},"output_tokens":20,
        "output_tokens_details":{"reasoning_tokens":20},"total_tokens":120})",
     {20, 80, 0, 0, 20, 20, 0}},
    {R"({"input_tokens":100,"output_tokens":20,"total_tokens":120})", {100, 0, 0, 0, 20, 0, 0}},
    // LiteLLM's form of an Anthropic answer: prompt_tokens includes what was read and written
    {R"({"prompt_tokens":160,"completion_tokens":7,"total_tokens":167,"prompt_tokens_details":{"cached_tokens":50,
        "cache_creation_tokens":100},"cache_creation_input_tokens":100,"cache_read_input_tokens":50})",
     {10, 50, 100, 0, 7, 0, 0}},
    {R"({"prompt_tokens":160,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":0},
        "cache_creation_input_tokens":0,"cache_read_input_tokens":50})",
     {110, 50, 0, 0, 7, 0, 0}},
    // Gemini: the prompt includes the cached ones, the candidates leave out the thoughts
    {R"({"promptTokenCount":100,"cachedContentTokenCount":60,"candidatesTokenCount":10,"thoughtsTokenCount":30,
        "toolUsePromptTokenCount":5,"totalTokenCount":145})",
     {45, 60, 0, 0, 40, 30, 0}},
    {R"({"promptTokenCount":4,"totalTokenCount":4})", {4, 0, 0, 0, 0, 0, 0}},
    // Bedrock Converse: inputTokens leaves the cached ones out
    {R"({"inputTokens":30,"outputTokens":628,"totalTokens":658})", {30, 0, 0, 0, 628, 0, 0}},
    {R"({"inputTokens":30,"outputTokens":6,"totalTokens":136,"cacheReadInputTokens":80,"cacheWriteInputTokens":20})",
     {30, 80, 20, 0, 6, 0, 0}},
    // Mistral, OpenRouter and DeepSeek: OpenAI's form with more in it
    {R"({"prompt_tokens":1013,"completion_tokens":8,"total_tokens":1021,"prompt_audio_seconds":null,
        "prompt_tokens_details":{"cached_tokens":1008}})",
     {5, 1008, 0, 0, 8, 0, 0}},
    {R"({"prompt_tokens":194,"completion_tokens":2,"total_tokens":196,"cost":0.95,"cost_details":{
        "upstream_inference_cost":19},"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":100}})",
     {94, 0, 100, 0, 2, 0, 0}},
    {R"({"prompt_tokens":10,"completion_tokens":2,"prompt_cache_hit_tokens":6,"prompt_cache_miss_tokens":4})",
     {4, 6, 0, 0, 2, 0, 0}},
    // Cohere: of two counts the billed one
    {R"({"billed_units":{"input_tokens":5,"output_tokens":4},"tokens":{"input_tokens":71,"output_tokens":6}})",
     {5, 0, 0, 0, 4, 0, 0}},
};

struct Bad {
  std::string usage, error;
};

const Bad kBad[] = {
    {R"({"prompt_tokens":11,"completion_tokens":2,"prompt_cache_hit_tokens":6,"prompt_cache_miss_tokens":4})",
     "prompt_tokens: is 11, but the parts add up to 10"},
    {R"({"billed_units":{"input_tokens":5,"output_tokens":4},"tokens":{"input_tokens":4}})",
     "billed_units.input_tokens: more than tokens' 4"},
    {R"({})", "of no vendor's known form"},
    {R"({"tokens":3})", "of no vendor's known form"},
    {R"("12")", "expected an object, got string"},
    {R"({"input_tokens":3})", "output_tokens: required"},
    {R"({"input_tokens":3,"output_tokens":-7})", "output_tokens: must be 0 to 1000000000000"},
    {R"({"input_tokens":3,"input_tokens":3,"output_tokens":7})", "input_tokens: given twice"},
    {R"({"input_tokens":3,"cache_creation_input_tokens":90,"cache_creation":{"ephemeral_5m_input_tokens":60,
        "ephemeral_1h_input_tokens":40},"output_tokens":7})",
     "cache_creation_input_tokens: is 90, but the parts add up to 100"},
    {R"({"prompt_tokens":10,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":20}})",
     "cached_tokens: more tokens read from and written to the cache than the prompt's 10"},
    {R"({"prompt_tokens":10,"completion_tokens":1,"completion_tokens_details":{"reasoning_tokens":2}})",
     "reasoning_tokens: more than the output's 1"},
    {R"({"prompt_tokens":10,"completion_tokens":1,"total_tokens":12})",
     "total_tokens: is 12, but the parts add up to 11"},
    {R"({"prompt_tokens":10,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":4},"cache_read_input_tokens":5})",
     "cached_tokens: is 4 under one name and 5 under another"},
    {R"({"input_tokens":10,"output_tokens":1,"total_tokens":11,"cache_read_input_tokens":5})",
     "mixes Anthropic's and OpenAI's fields: whether input_tokens includes the cached ones is open"},
    {R"({"promptTokenCount":10,"cachedContentTokenCount":11,"candidatesTokenCount":1})",
     "cachedContentTokenCount: more than promptTokenCount 10"},
    {R"({"promptTokenCount":10,"candidatesTokenCount":1,"thoughtsTokenCount":5,"totalTokenCount":11})",
     "totalTokenCount: is 11, but the parts add up to 16"},
    {R"({"inputTokens":10})", "outputTokens: required"},
    {R"({"inputTokens":10,"outputTokens":1,"totalTokens":12})",
     "totalTokens: is 12, but the parts add up to 11"},
};

/// Reads one object; the error text when it is refused.
std::string read(std::string body, Usage& out) {
  padded(body);
  std::deque<std::string> kept;
  Reader reader(kept, Instant(), Instant());
  const Value value{body.front() == '{' ? Type::object : Type::string, false, body};
  return read_usage(reader, value, out) ? "" : reader.error();
}

TEST(Usage, BecomesDisjointBuckets) {
  for (const Case& c : kGood) {
    Usage usage;
    EXPECT_EQ(read(c.usage, usage), "") << c.usage;
    EXPECT_EQ(usage.tokens, c.tokens) << c.usage << " input " << usage.tokens.input;
  }
}

TEST(Usage, RefusesSumsThatDisagree) {
  for (const Bad& c : kBad) {
    Usage usage;
    EXPECT_EQ(read(c.usage, usage), c.error) << c.usage;
  }
}

}  // namespace
}  // namespace shiptally::collectors
