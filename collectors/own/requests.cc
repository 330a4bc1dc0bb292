// POST /v1/requests.  The hot path: a row costs no allocation beyond its place in the batch, unless a text
// holds escapes.

#include "collectors/decode/error_class.h"
#include "collectors/decode/field_rules.h"
#include "collectors/own/own_events.h"
#include "collectors/own/tags.h"
#include "collectors/vendors/usage.h"
#include "schema/content_hash.h"

namespace shiptally::collectors {
namespace {

/// A request as it was sent: what spans several fields is settled in finish().
struct SentRequest {
  Request request;
  std::string_view source = kOwnSource, id, error;
  std::int64_t status = 0;
  Tokens tokens;
  bool has_input = false, has_output = false, has_other = false;  ///< which token fields were given
  std::optional<Usage> usage;
  TagsReader* tags = nullptr;  ///< of the whole decode
};

template <auto member>
bool into_series(Reader& r, const Value& v, SentRequest& out) {
  return r.text(v, out.request.series.*member);
}

template <auto member>
bool into_request(Reader& r, const Value& v, SentRequest& out) {
  return r.text(v, out.request.*member);
}

template <auto member, auto given>
bool into_tokens(Reader& r, const Value& v, SentRequest& out) {
  out.*given = true;
  return r.integer(v, 0, kTokensMax, out.tokens.*member);
}

constexpr Field<SentRequest> kRequestFields[] = {
    {"source", Need::optional, into<&SentRequest::source>},
    {"id", Need::optional, into<&SentRequest::id>},
    {"ts", Need::required,
     +[](Reader& r, const Value& v, SentRequest& out) { return r.request_time(v, out.request.ts); }},
    {"service", Need::required, into_series<&Series::service>},
    {"team", Need::optional, into_series<&Series::team>},
    {"environment", Need::optional, into_series<&Series::environment>},
    {"provider", Need::required, into_series<&Series::provider>},
    {"model", Need::required, into_series<&Series::model>},
    {"route", Need::optional, into_series<&Series::route>},
    {"status", Need::required,
     +[](Reader& r, const Value& v, SentRequest& out) { return r.integer(v, 0, 599, out.status); }},
    {"error", Need::optional,
     +[](Reader& r, const Value& v, SentRequest& out) { return r.text(v, out.error, kLongTextMax); }},
    {"latency_ms", Need::required,
     +[](Reader& r, const Value& v, SentRequest& out) { return r.millis_as_us(v, out.request.latency_us); }},
    {"ttft_ms", Need::optional,
     +[](Reader& r, const Value& v, SentRequest& out) {
       return r.millis_as_us(v, out.request.ttft_us.emplace());
     }},
    {"input_tokens", Need::optional, into_tokens<&Tokens::input, &SentRequest::has_input>},
    {"output_tokens", Need::optional, into_tokens<&Tokens::output, &SentRequest::has_output>},
    {"cache_read_tokens", Need::optional, into_tokens<&Tokens::cache_read, &SentRequest::has_other>},
    {"cache_write_5m_tokens", Need::optional, into_tokens<&Tokens::cache_write_5m, &SentRequest::has_other>},
    {"cache_write_1h_tokens", Need::optional, into_tokens<&Tokens::cache_write_1h, &SentRequest::has_other>},
    {"reasoning_tokens", Need::optional, into_tokens<&Tokens::reasoning, &SentRequest::has_other>},
    {"web_searches", Need::optional, into_tokens<&Tokens::web_searches, &SentRequest::has_other>},
    {"tier", Need::optional, into_series<&Series::tier>},
    {"region", Need::optional, into_series<&Series::region>},
    {"user", Need::optional, into_request<&Request::user>},
    {"trace_id", Need::optional, into_request<&Request::trace_id>},
    {"version", Need::optional, into_request<&Request::version>},
    {"tags", Need::optional,
     +[](Reader& r, const Value& v, SentRequest& out) { return out.tags->read(r, v, out.request.tags); }},
    {"usage", Need::optional,
     +[](Reader& r, const Value& v, SentRequest& out) { return read_usage(r, v, out.usage.emplace()); }},
};

/// Either the token fields or the vendor's usage.  A call that failed may have neither: nothing was billed.
bool settle_tokens(Reader& reader, SentRequest& sent) {
  const bool any = sent.has_input || sent.has_output || sent.has_other;
  if (sent.usage) {
    if (any) return reader.fail("given beside token fields; send one of the two"), reader.within("usage");
    sent.request.tokens = sent.usage->tokens;
    if (sent.request.series.tier.empty()) sent.request.series.tier = sent.usage->tier;
    if (!sent.usage->region.empty()) sent.request.series.region = sent.usage->region;
    return true;
  }
  const bool needed = any || sent.request.error == ErrorClass::none;
  if (needed && !sent.has_input) return reader.fail("required (or usage)"), reader.within("input_tokens");
  if (needed && !sent.has_output) return reader.fail("required (or usage)"), reader.within("output_tokens");
  if (sent.tokens.reasoning > sent.tokens.output)
    return reader.fail("more than output_tokens"), reader.within("reasoning_tokens");
  sent.request.tokens = sent.tokens;
  return true;
}

bool finish(Reader& reader, std::string_view row, SentRequest& sent) {
  if (sent.status != 0 && sent.status < 100)
    return reader.fail("must be 0 or 100 to 599"), reader.within("status");
  sent.request.status = static_cast<int>(sent.status);
  sent.request.error = classify_error(sent.request.status, sent.error);
  if (!settle_tokens(reader, sent)) return false;
  // Without an id the row itself is its identity: the same bytes sent again change nothing.
  sent.request.id = request_id(sent.source, sent.id.empty() ? row : sent.id);
  return true;
}

}  // namespace

Result<Decoded> decode_requests(Delivery delivery) {
  Event<SentRequest> event{Kind::request, kRequestFields, {}, finish, [](FactBatch& to, SentRequest&& sent) {
                             to.requests.rows.push_back(sent.request);
                           }};
  TagsReader tags;
  event.initial.tags = &tags;
  event.initial.request.series.environment = kProduction;
  event.expect = [](FactBatch& to, std::size_t rows) { to.requests.rows.reserve(rows); };
  return decode_events<SentRequest>(std::move(delivery), event);
}

std::vector<FieldInfo> request_fields() { return describe<SentRequest>(kRequestFields); }

}  // namespace shiptally::collectors
