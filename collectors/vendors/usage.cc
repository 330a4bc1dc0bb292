#include "collectors/vendors/usage.h"

#include <algorithm>

#include "collectors/decode/field_rules.h"

namespace shiptally::collectors {
namespace {

using Count = std::optional<std::int64_t>;

/// Every counter of every vendor, under one roof: the names are disjoint, but for Anthropic's and OpenAI's
/// responses API's "input_tokens".
struct Counters {
  Count input_tokens, output_tokens, prompt_tokens, completion_tokens, total_tokens;
  Count cache_read_input, cache_creation_input, ephemeral_5m, ephemeral_1h;  // Anthropic
  Count cached, cache_write, cache_creation, reasoning;                      // OpenAI's details
  bool has_details = false;
  Count cache_hit, cache_miss;  // DeepSeek's names for the two parts of the prompt
  Count web_searches;
  std::string_view tier, speed, geo;
  Count prompt_count, cached_content_count, candidates_count, thoughts_count, tool_prompt_count, total_count;
  Count bedrock_input, bedrock_output, bedrock_total, bedrock_read, bedrock_write;
  Count billed_input, billed_output, all_input, all_output;  // Cohere
};

constexpr Field<Counters> kSplit[] = {
    {"ephemeral_5m_input_tokens", Need::optional, into_count<&Counters::ephemeral_5m>},
    {"ephemeral_1h_input_tokens", Need::optional, into_count<&Counters::ephemeral_1h>},
};
bool read_split(Reader& r, const Value& v, Counters& out) {
  return read_object(r, v, kSplit, out, Unknown::ignored);
}

constexpr Field<Counters> kServerToolCounters[] = {
    {"web_search_requests", Need::optional, into_count<&Counters::web_searches>},
};

constexpr Field<Counters> kBilledUnits[] = {
    {"input_tokens", Need::optional, into_count<&Counters::billed_input>},
    {"output_tokens", Need::optional, into_count<&Counters::billed_output>},
};

constexpr Field<Counters> kAllUnits[] = {
    {"input_tokens", Need::optional, into_count<&Counters::all_input>},
    {"output_tokens", Need::optional, into_count<&Counters::all_output>},
};

constexpr Field<Counters> kDetails[] = {
    {"cached_tokens", Need::optional, into_count<&Counters::cached>},
    {"cache_write_tokens", Need::optional, into_count<&Counters::cache_write>},
    {"cache_creation_tokens", Need::optional, into_count<&Counters::cache_creation>},  // LiteLLM's name
    {"cache_creation_token_details", Need::optional, read_split},                      // LiteLLM's name
    {"reasoning_tokens", Need::optional, into_count<&Counters::reasoning>},
};
bool read_details(Reader& r, const Value& v, Counters& out) {
  out.has_details = true;
  return read_object(r, v, kDetails, out, Unknown::ignored);
}

constexpr Field<Counters> kCounterFields[] = {
    // Anthropic: platform.claude.com, Messages API, usage
    {"input_tokens", Need::optional, into_count<&Counters::input_tokens>},
    {"output_tokens", Need::optional, into_count<&Counters::output_tokens>},
    {"cache_creation_input_tokens", Need::optional, into_count<&Counters::cache_creation_input>},
    {"cache_read_input_tokens", Need::optional, into_count<&Counters::cache_read_input>},
    {"cache_creation", Need::optional, read_split},
    {"server_tool_use", Need::optional,
     +[](Reader& r, const Value& v, Counters& out) {
       return read_object(r, v, kServerToolCounters, out, Unknown::ignored);
     }},
    {"service_tier", Need::optional, into<&Counters::tier>},
    {"speed", Need::optional, into<&Counters::speed>},
    {"inference_geo", Need::optional, into<&Counters::geo>},
    // OpenAI: platform.openai.com, chat completions and responses
    {"prompt_tokens", Need::optional, into_count<&Counters::prompt_tokens>},
    {"completion_tokens", Need::optional, into_count<&Counters::completion_tokens>},
    {"total_tokens", Need::optional, into_count<&Counters::total_tokens>},
    {"prompt_tokens_details", Need::optional, read_details},
    {"completion_tokens_details", Need::optional, read_details},
    {"input_tokens_details", Need::optional, read_details},
    {"output_tokens_details", Need::optional, read_details},
    // DeepSeek: api-docs.deepseek.com, Create Chat Completion
    {"prompt_cache_hit_tokens", Need::optional, into_count<&Counters::cache_hit>},
    {"prompt_cache_miss_tokens", Need::optional, into_count<&Counters::cache_miss>},
    // Cohere: docs.cohere.com, Chat v2; what the templates add is in `tokens` and not billed
    {"billed_units", Need::optional,
     +[](Reader& r, const Value& v, Counters& out) {
       return read_object(r, v, kBilledUnits, out, Unknown::ignored);
     }},
    {"tokens", Need::optional,
     +[](Reader& r, const Value& v, Counters& out) {
       return v.type != Type::object || read_object(r, v, kAllUnits, out, Unknown::ignored);
     }},
    // Gemini: ai.google.dev, GenerateContentResponse.usageMetadata
    {"promptTokenCount", Need::optional, into_count<&Counters::prompt_count>},
    {"cachedContentTokenCount", Need::optional, into_count<&Counters::cached_content_count>},
    {"candidatesTokenCount", Need::optional, into_count<&Counters::candidates_count>},
    {"thoughtsTokenCount", Need::optional, into_count<&Counters::thoughts_count>},
    {"toolUsePromptTokenCount", Need::optional, into_count<&Counters::tool_prompt_count>},
    {"totalTokenCount", Need::optional, into_count<&Counters::total_count>},
    // Bedrock: docs.aws.amazon.com, Converse, TokenUsage
    {"inputTokens", Need::optional, into_count<&Counters::bedrock_input>},
    {"outputTokens", Need::optional, into_count<&Counters::bedrock_output>},
    {"totalTokens", Need::optional, into_count<&Counters::bedrock_total>},
    {"cacheReadInputTokens", Need::optional, into_count<&Counters::bedrock_read>},
    {"cacheWriteInputTokens", Need::optional, into_count<&Counters::bedrock_write>},
};

bool wrong(Reader& reader, std::string_view field, const std::string& reason) {
  reader.fail(reason);
  return reader.within(field);
}

bool check_total(Reader& reader, std::string_view field, Count total, std::int64_t sum) {
  if (!total || *total == sum) return true;
  return wrong(reader, field,
               "is " + std::to_string(*total) + ", but the parts add up to " + std::to_string(sum));
}

/// Cache writes: `total` is the sum of the split where a split is given, and five-minute writes otherwise.
bool cache_writes(Reader& reader, const Counters& c, Count total, Tokens& out) {
  if (!c.ephemeral_5m && !c.ephemeral_1h) return out.cache_write_5m = total.value_or(0), true;
  out.cache_write_5m = c.ephemeral_5m.value_or(0);
  out.cache_write_1h = c.ephemeral_1h.value_or(0);
  return check_total(reader, "cache_creation_input_tokens", total, out.cache_write_5m + out.cache_write_1h);
}

bool anthropic(Reader& reader, const Counters& c, Tokens& out) {
  if (!c.output_tokens) return wrong(reader, "output_tokens", "required");
  out.input = *c.input_tokens;
  out.output = *c.output_tokens;
  out.cache_read = c.cache_read_input.value_or(0);
  return cache_writes(reader, c, c.cache_creation_input, out);
}

/// Two names of one count.  0 is how libraries fill in the name they do not use.
bool agree(Reader& reader, std::string_view field, Count a, Count b, Count& out) {
  if (a.value_or(0) != 0 && b.value_or(0) != 0 && *a != *b)
    return wrong(reader, field,
                 "is " + std::to_string(*a) + " under one name and " + std::to_string(*b) + " under another");
  if (a || b) out = std::max(a.value_or(0), b.value_or(0));
  return true;
}

/// OpenAI's two APIs, and LiteLLM, which adds Anthropic's names for the cached part.
bool openai(Reader& reader, const Counters& c, Count prompt, Count completion, Tokens& out) {
  Count cached, written;
  if (!agree(reader, "cached_tokens", c.cached, c.cache_read_input, cached) ||
      !agree(reader, "prompt_cache_hit_tokens", cached, c.cache_hit, cached) ||
      !agree(reader, "cache_write_tokens", c.cache_write, c.cache_creation, written) ||
      !agree(reader, "cache_write_tokens", written, c.cache_creation_input, written) ||
      !cache_writes(reader, c, written, out))
    return false;
  out.cache_read = cached.value_or(0);
  out.output = completion.value_or(0);  // embeddings have none
  out.reasoning = c.reasoning.value_or(0);
  out.input = *prompt - out.cache_read - out.cache_write_5m - out.cache_write_1h;
  if (out.input < 0)
    return wrong(
        reader, "cached_tokens",
        "more tokens read from and written to the cache than the prompt's " + std::to_string(*prompt));
  if (out.reasoning > out.output)
    return wrong(reader, "reasoning_tokens", "more than the output's " + std::to_string(out.output));
  if (c.cache_miss && !check_total(reader, "prompt_tokens", prompt, c.cache_hit.value_or(0) + *c.cache_miss))
    return false;
  return check_total(reader, "total_tokens", c.total_tokens, *prompt + out.output);
}

bool cohere(Reader& reader, const Counters& c, Tokens& out) {
  if (!c.billed_output) return wrong(reader, "billed_units.output_tokens", "required");
  out.input = *c.billed_input;
  out.output = *c.billed_output;
  if (c.all_input && out.input > *c.all_input)
    return wrong(reader, "billed_units.input_tokens", "more than tokens' " + std::to_string(*c.all_input));
  if (c.all_output && out.output > *c.all_output)
    return wrong(reader, "billed_units.output_tokens", "more than tokens' " + std::to_string(*c.all_output));
  return true;
}

bool gemini(Reader& reader, const Counters& c, Tokens& out) {
  const std::int64_t prompt = c.prompt_count.value_or(0), tool = c.tool_prompt_count.value_or(0);
  out.cache_read = c.cached_content_count.value_or(0);
  if (out.cache_read > prompt)
    return wrong(reader, "cachedContentTokenCount", "more than promptTokenCount " + std::to_string(prompt));
  out.input = prompt - out.cache_read + tool;
  out.reasoning = c.thoughts_count.value_or(0);
  out.output = c.candidates_count.value_or(0) + out.reasoning;
  return check_total(reader, "totalTokenCount", c.total_count, prompt + tool + out.output);
}

bool bedrock(Reader& reader, const Counters& c, Tokens& out) {
  if (!c.bedrock_output) return wrong(reader, "outputTokens", "required");
  out.input = *c.bedrock_input;
  out.output = *c.bedrock_output;
  out.cache_read = c.bedrock_read.value_or(0);
  out.cache_write_5m = c.bedrock_write.value_or(0);
  // AWS's own examples give the total with and without the cache.
  if (c.bedrock_total == out.input + out.output) return true;
  return check_total(reader, "totalTokens", c.bedrock_total,
                     out.input + out.output + out.cache_read + out.cache_write_5m);
}

bool by_shape(Reader& reader, const Counters& c, Tokens& out) {
  if (c.prompt_tokens) return openai(reader, c, c.prompt_tokens, c.completion_tokens, out);
  if (c.input_tokens) {
    const bool is_openai = c.has_details || c.total_tokens;
    const bool is_anthropic =
        c.cache_read_input || c.cache_creation_input || c.ephemeral_5m || c.ephemeral_1h;
    if (is_openai && is_anthropic)
      return reader.fail(
          "mixes Anthropic's and OpenAI's fields: whether input_tokens includes the cached ones is open");
    return is_openai ? openai(reader, c, c.input_tokens, c.output_tokens, out) : anthropic(reader, c, out);
  }
  if (c.prompt_count || c.total_count) return gemini(reader, c, out);
  if (c.billed_input) return cohere(reader, c, out);
  if (c.bedrock_input) return bedrock(reader, c, out);
  return reader.fail("of no vendor's known form");
}

}  // namespace

bool read_usage(Reader& reader, const Value& value, Usage& out) {
  Counters counters;
  if (!read_object(reader, value, kCounterFields, counters, Unknown::ignored)) return false;
  out.tier = counters.speed == "fast" ? counters.speed : counters.tier;
  if (counters.geo != "global" && counters.geo != "not_available") out.region = counters.geo;
  out.tokens.web_searches = counters.web_searches.value_or(0);
  return by_shape(reader, counters, out.tokens);
}

}  // namespace shiptally::collectors
