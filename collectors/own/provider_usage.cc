// POST /v1/usage: what a provider's own meter counted, one row a span of time and what it is divided by.

#include "collectors/decode/field_rules.h"
#include "collectors/own/own_events.h"

namespace shiptally::collectors {
namespace {

constexpr auto kSpanMax = std::chrono::days(31);  ///< of a row that still runs

struct SentUsage {
  ProviderUsage usage;
  std::optional<Instant> from, to;
};

template <auto member>
bool into_usage(Reader& r, const Value& v, SentUsage& out) {
  return read_value(r, v, out.usage.*member);
}

template <auto member>
bool into_tokens(Reader& r, const Value& v, SentUsage& out) {
  return r.integer(v, 0, kTokensMax, out.usage.tokens.*member);
}

constexpr Field<SentUsage> kUsageFields[] = {
    {"source", Need::optional,
     +[](Reader& r, const Value& v, SentUsage& out) { return into_source(r, v, out.usage); }},
    {"id", Need::required,
     +[](Reader& r, const Value& v, SentUsage& out) { return into_id(r, v, out.usage); }},
    {"provider", Need::required, into_usage<&ProviderUsage::provider>},
    {"from", Need::required, into<&SentUsage::from>},
    {"to", Need::required,
     +[](Reader& r, const Value& v, SentUsage& out) {
       return r.instant_ahead(v, kSpanMax, out.to.emplace());
     }},
    {"model", Need::optional, into_usage<&ProviderUsage::model>},
    {"tier", Need::optional, into_usage<&ProviderUsage::tier>},
    {"region", Need::optional, into_usage<&ProviderUsage::region>},
    {"account", Need::optional, into_usage<&ProviderUsage::account>},
    {"sub_account", Need::optional, into_usage<&ProviderUsage::sub_account>},
    {"api_key", Need::optional, into_usage<&ProviderUsage::api_key>},
    {"context_window", Need::optional, into_usage<&ProviderUsage::context_window>},
    {"input_tokens", Need::required, into_tokens<&Tokens::input>},
    {"cache_read_tokens", Need::optional, into_tokens<&Tokens::cache_read>},
    {"cache_write_5m_tokens", Need::optional, into_tokens<&Tokens::cache_write_5m>},
    {"cache_write_1h_tokens", Need::optional, into_tokens<&Tokens::cache_write_1h>},
    {"output_tokens", Need::required, into_tokens<&Tokens::output>},
    {"reasoning_tokens", Need::optional, into_tokens<&Tokens::reasoning>},
    {"web_searches", Need::optional, into_tokens<&Tokens::web_searches>},
    {"requests", Need::optional,
     +[](Reader& r, const Value& v, SentUsage& out) {
       return r.integer(v, 0, kTokensMax, out.usage.requests.emplace());
     }},
    {"updated_at", Need::optional, into_usage<&ProviderUsage::updated>},
};

bool finish(Reader& reader, std::string_view, SentUsage& sent) {
  sent.usage.from = *sent.from;
  sent.usage.to = *sent.to;
  if (sent.usage.to <= sent.usage.from) return reader.fail("not after from"), reader.within("to");
  if (sent.usage.tokens.reasoning > sent.usage.tokens.output)
    return reader.fail("more than output_tokens"), reader.within("reasoning_tokens");
  return true;
}

}  // namespace

Result<Decoded> decode_usage(Delivery delivery) {
  SentUsage initial;
  initial.usage.key.source = kOwnSource;
  return decode_events<SentUsage>(
      std::move(delivery), {Kind::usage, kUsageFields, initial, finish, [](FactBatch& to, SentUsage&& sent) {
                              to.provider_usage.push_back(std::move(sent.usage));
                            }});
}

std::vector<FieldInfo> usage_fields() { return describe<SentUsage>(kUsageFields); }

}  // namespace shiptally::collectors
