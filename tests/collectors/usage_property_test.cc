// Each vendor's form of random tokens: the buckets are disjoint whoever writes them down, and a sum that is
// off by one is refused.

#include <gtest/gtest.h>

#include <random>

#include "collectors/vendors/usage.h"

namespace shiptally::collectors {
namespace {

std::string member(const char* name, std::int64_t count) {
  return "\"" + std::string(name) + "\":" + std::to_string(count);
}

/// What a vendor's form can tell of the tokens, and how it writes them; `off` is added to its last sum.
struct Form {
  const char* vendor;
  bool cache_write, split_write, reasoning;
  std::string (*write)(const Tokens&, std::int64_t off);
};

const Form kForms[] = {
    {"Anthropic", true, true, false,
     [](const Tokens& t, std::int64_t off) {
       return "{" + member("input_tokens", t.input) + "," + member("output_tokens", t.output) + "," +
              member("cache_read_input_tokens", t.cache_read) + "," +
              member("cache_creation_input_tokens", t.cache_write_5m + t.cache_write_1h + off) +
              ",\"cache_creation\":{" + member("ephemeral_5m_input_tokens", t.cache_write_5m) + "," +
              member("ephemeral_1h_input_tokens", t.cache_write_1h) + "}}";
     }},
    {"OpenAI chat, Mistral, OpenRouter", true, false, true,
     [](const Tokens& t, std::int64_t off) {
       const std::int64_t prompt = t.input + t.cache_read + t.cache_write_5m;
       return "{" + member("prompt_tokens", prompt) + "," + member("completion_tokens", t.output) +
              ",\"prompt_tokens_details\":{" + member("cached_tokens", t.cache_read) + "," +
              member("cache_write_tokens", t.cache_write_5m) + "},\"completion_tokens_details\":{" +
              member("reasoning_tokens", t.reasoning) + "}," +
              member("total_tokens", prompt + t.output + off) + "}";
     }},
    {"OpenAI responses", true, false, true,
     [](const Tokens& t, std::int64_t off) {
       const std::int64_t input = t.input + t.cache_read + t.cache_write_5m;
       return "{" + member("input_tokens", input) + ",\"input_tokens_details\":{" +
              member("cached_tokens", t.cache_read) + "," + member("cache_write_tokens", t.cache_write_5m) +
              "}," + member("output_tokens", t.output) + ",\"output_tokens_details\":{" +
              member("reasoning_tokens", t.reasoning) + "}," +
              member("total_tokens", input + t.output + off) + "}";
     }},
    {"LiteLLM", true, false, false,
     [](const Tokens& t, std::int64_t off) {
       const std::int64_t prompt = t.input + t.cache_read + t.cache_write_5m;
       return "{" + member("prompt_tokens", prompt) + "," + member("completion_tokens", t.output) + "," +
              member("cache_read_input_tokens", t.cache_read) + "," +
              member("cache_creation_input_tokens", t.cache_write_5m) + "," +
              member("total_tokens", prompt + t.output + off) + "}";
     }},
    {"Gemini", false, false, true,
     [](const Tokens& t, std::int64_t off) {
       const std::int64_t prompt = t.input + t.cache_read;
       return "{" + member("promptTokenCount", prompt) + "," +
              member("cachedContentTokenCount", t.cache_read) + "," +
              member("candidatesTokenCount", t.output - t.reasoning) + "," +
              member("thoughtsTokenCount", t.reasoning) + "," +
              member("totalTokenCount", prompt + t.output + off) + "}";
     }},
    {"Bedrock", true, false, false,
     [](const Tokens& t, std::int64_t off) {
       return "{" + member("inputTokens", t.input) + "," + member("outputTokens", t.output) + "," +
              member("cacheReadInputTokens", t.cache_read) + "," +
              member("cacheWriteInputTokens", t.cache_write_5m) + "," +
              member("totalTokens", t.input + t.cache_read + t.cache_write_5m + t.output + off) + "}";
     }},
    {"DeepSeek", false, false, false,
     [](const Tokens& t, std::int64_t off) {
       return "{" + member("prompt_tokens", t.input + t.cache_read) + "," +
              member("completion_tokens", t.output) + "," + member("prompt_cache_hit_tokens", t.cache_read) +
              "," + member("prompt_cache_miss_tokens", t.input + off) + "}";
     }},
};

std::string read(std::string body, Usage& out) {
  padded(body);
  std::deque<std::string> kept;
  Reader reader(kept, Instant(), Instant());
  return read_usage(reader, Value{Type::object, false, body}, out) ? "" : reader.error();
}

TEST(UsageProperty, TheSameTokensInEveryVendorsForm) {
  std::mt19937_64 random(23);
  const auto some = [&] { return static_cast<std::int64_t>(random() % 3 == 0 ? 0 : random() % 300'000); };
  for (int i = 0; i < 5'000; ++i) {
    Tokens any{some() + 1, some(), some(), some(), some() + 1, 0, 0};
    any.reasoning = static_cast<std::int64_t>(random()) % any.output;
    any.reasoning = any.reasoning < 0 ? -any.reasoning : any.reasoning;
    for (const Form& form : kForms) {
      Tokens told = any;
      if (!form.cache_write) told.cache_write_5m = 0;
      if (!form.split_write) told.cache_write_1h = 0;
      if (!form.reasoning) told.reasoning = 0;
      Usage usage;
      const std::string body = form.write(told, 0);
      ASSERT_EQ(read(body, usage), "") << form.vendor << " " << body;
      ASSERT_EQ(usage.tokens, told) << form.vendor << " " << body;
      Usage broken;
      ASSERT_NE(read(form.write(told, 1), broken), "") << form.vendor << " " << form.write(told, 1);
    }
  }
}

}  // namespace
}  // namespace shiptally::collectors
