#include "collectors/vendors/litellm.h"

#include <charconv>
#include <set>

#include "collectors/decode/error_class.h"
#include "collectors/decode/field_rules.h"
#include "collectors/vendors/usage.h"
#include "schema/content_hash.h"

namespace shiptally::collectors {
namespace {

constexpr std::string_view kLitellmSource = "litellm";
constexpr std::string_view kUnknownName = "unknown";  ///< shown as such rather than guessed
constexpr int kStatusUnknownFailure = 500;

/// What we read of a payload; it holds the messages, too, which we never touch.
struct Payload {
  std::string_view id, trace_id, status, provider, model, model_group, end_user;
  std::string_view key_alias, team_alias;
  std::string_view error, error_code, error_class, error_provider;
  std::string_view service_tag, environment_tag, route_tag;
  std::optional<Instant> start, end, first_token;
  std::optional<std::int64_t> prompt, completion, total;
  std::optional<Usage> usage;
  bool stream = false, cache_hit = false;
};

template <auto member>
bool into_seconds(Reader& r, const Value& v, Payload& out) {
  return r.epoch_seconds(v, (out.*member).emplace());
}

/// A flag that is a boolean in some versions and "True" in others.
template <auto member>
bool into_flag(Reader& r, const Value& v, Payload& out) {
  if (v.type != Type::string) return r.boolean(v, out.*member);
  std::string_view text;
  if (!r.text(v, text)) return false;
  out.*member = text == "True" || text == "true";
  return true;
}

/// An error code is a text in most versions, a number in some.
bool read_error_code(Reader& r, const Value& v, Payload& out) {
  if (v.type == Type::string) return r.text(v, out.error_code);
  out.error_code = v.raw;
  return r.expect(v, Type::number);
}

/// Texts without a bound on the sender's side: cut, since only their beginning tells something.
bool read_error_text(Reader& r, const Value& v, Payload& out) {
  if (!r.text(v, out.error, std::string_view::npos)) return false;
  out.error = out.error.substr(0, kLongTextMax);
  return true;
}

bool read_request_tags(Reader& r, const Value& v, Payload& out) {
  std::vector<std::string_view> tags;
  if (!read_array(r, v, tags, [](Reader& reader, const Value& tag, std::string_view& text) {
        return tag.type != Type::string || reader.text(tag, text);
      }))
    return false;
  for (const std::string_view tag : tags) {
    if (tag.starts_with("service:")) out.service_tag = tag.substr(8);
    if (tag.starts_with("env:")) out.environment_tag = tag.substr(4);
    if (tag.starts_with("route:")) out.route_tag = tag.substr(6);
  }
  return true;
}

constexpr Field<Payload> kErrorInformation[] = {
    {"error_code", Need::optional, read_error_code},
    {"error_class", Need::optional, into<&Payload::error_class>},
    {"llm_provider", Need::optional, into<&Payload::error_provider>},
};

constexpr Field<Payload> kMetadata[] = {
    {"user_api_key_alias", Need::optional, into<&Payload::key_alias>},
    {"user_api_key_team_alias", Need::optional, into<&Payload::team_alias>},
    {"usage_object", Need::optional,
     +[](Reader& r, const Value& v, Payload& out) {
       return v.raw == "{}" || read_usage(r, v, out.usage.emplace());
     }},
};

constexpr Field<Payload> kLitellmPayload[] = {
    {"id", Need::required, into<&Payload::id>},
    {"trace_id", Need::optional, into<&Payload::trace_id>},
    {"status", Need::required, into<&Payload::status>},
    {"custom_llm_provider", Need::optional, into<&Payload::provider>},
    {"model", Need::optional, into<&Payload::model>},
    {"model_group", Need::optional, into<&Payload::model_group>},
    {"end_user", Need::optional, into<&Payload::end_user>},
    {"startTime", Need::required, into_seconds<&Payload::start>},
    {"endTime", Need::required, into_seconds<&Payload::end>},
    {"completionStartTime", Need::optional, into_seconds<&Payload::first_token>},
    {"prompt_tokens", Need::optional, into_count<&Payload::prompt>},
    {"completion_tokens", Need::optional, into_count<&Payload::completion>},
    {"total_tokens", Need::optional, into_count<&Payload::total>},
    {"stream", Need::optional, into_flag<&Payload::stream>},
    {"cache_hit", Need::optional, into_flag<&Payload::cache_hit>},
    {"error_str", Need::optional, read_error_text},
    {"error_information", Need::optional,
     +[](Reader& r, const Value& v, Payload& out) {
       return read_object(r, v, kErrorInformation, out, Unknown::ignored);
     }},
    {"request_tags", Need::optional, read_request_tags},
    {"metadata", Need::optional,
     +[](Reader& r, const Value& v, Payload& out) {
       return read_object(r, v, kMetadata, out, Unknown::ignored);
     }},
};

/// Copies what is kept out of the body, once for each different text: the body holds prompts, and must not
/// travel on.
class Keeper {
 public:
  explicit Keeper(RequestBatch& batch) : batch_(batch) {}
  std::string_view operator()(std::string_view text) {
    if (text.empty()) return {};
    const auto known = known_.find(text);
    return known != known_.end() ? *known : *known_.insert(batch_.keep(std::string(text))).first;
  }

 private:
  RequestBatch& batch_;
  std::set<std::string_view> known_;
};

std::string_view first_of(std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts)
    if (!text.empty()) return text;
  return {};
}

std::string_view provider_of(const Payload& p) {
  const auto slash = p.model.find('/');  // "anthropic/claude-…"
  const std::string_view prefix =
      slash == std::string_view::npos ? std::string_view() : p.model.substr(0, slash);
  return first_of({p.provider, p.error_provider, prefix, kUnknownName});
}

/// The HTTP status of a failure: its error code, else what the exception's name implies.
int failure_status(const Payload& p) {
  int code = 0;
  const auto [end, error] =
      std::from_chars(p.error_code.data(), p.error_code.data() + p.error_code.size(), code);
  if (error == std::errc() && end == p.error_code.data() + p.error_code.size() && code >= 400 && code <= 599)
    return code;
  if (p.error_class.find("Timeout") != std::string_view::npos) return 408;
  if (p.error_class.find("RateLimit") != std::string_view::npos) return 429;
  return kStatusUnknownFailure;
}

bool settle_status(Reader& reader, const Payload& p, Request& out) {
  if (p.status == "success") return out.status = 200, true;
  if (p.status != "failure") return reader.fail("must be success or failure"), reader.within("status");
  out.status = failure_status(p);
  // The exception's name is exact; the text may quote the prompt, so it speaks only where there is no name.
  out.error = classify_error(out.status, first_of({p.error_class, p.error}));
  return true;
}

bool settle_times(Reader& reader, const Payload& p, Request& out) {
  out.ts = *p.start;
  if (!reader.request_is_kept(out.ts)) return reader.within("startTime");
  const auto micros = [&](Instant t) { return (t - *p.start).count() * 1000; };
  out.latency_us = micros(*p.end);
  if (out.latency_us < 0) return reader.fail("before startTime"), reader.within("endTime");
  if (!p.stream || !p.first_token) return true;
  if (*p.first_token < *p.start) return reader.fail("before startTime"), reader.within("completionStartTime");
  out.ttft_us = micros(*p.first_token);
  return true;
}

bool settle_tokens(Reader& reader, const Payload& p, Request& out) {
  if (p.cache_hit) return out.tags = R"({"cache_hit":true})", true;
  const std::int64_t prompt = p.prompt.value_or(0), completion = p.completion.value_or(0);
  if (p.total && *p.total != prompt + completion)
    return reader.fail("is not prompt_tokens + completion_tokens"), reader.within("total_tokens");
  if (!p.usage) return out.tokens.input = prompt, out.tokens.output = completion, true;
  out.tokens = p.usage->tokens;
  out.series.tier = p.usage->tier;
  out.series.region = p.usage->region;
  const Tokens& t = out.tokens;
  if (p.prompt && prompt != t.input + t.cache_read + t.cache_write_5m + t.cache_write_1h)
    return reader.fail("differs from metadata.usage_object"), reader.within("prompt_tokens");
  if (p.completion && completion != t.output)
    return reader.fail("differs from metadata.usage_object"), reader.within("completion_tokens");
  return true;
}

bool settle(Reader& reader, const Payload& p, Request& out) {
  const std::string_view model = first_of({p.model, p.model_group});
  if (model.empty()) return reader.fail("required"), reader.within("model");
  out.series.provider = provider_of(p);
  out.series.model = model;
  out.series.service = first_of({p.service_tag, p.key_alias, kUnknownName});
  out.series.team = p.team_alias;
  out.series.environment = first_of({p.environment_tag, kProduction});
  out.series.route = p.route_tag;
  out.user = p.end_user;
  out.trace_id = p.trace_id;
  if (!settle_status(reader, p, out) || !settle_times(reader, p, out) || !settle_tokens(reader, p, out))
    return false;
  out.id = request_id(kLitellmSource, std::string(p.id) + "@" + std::to_string(to_ms(out.ts)));
  return true;
}

void keep_text(Keeper& keep, Request& r) {
  Series& s = r.series;
  for (std::string_view* text : {&s.service, &s.team, &s.environment, &s.provider, &s.model, &s.route,
                                 &s.tier, &s.region, &r.user, &r.trace_id, &r.tags})
    *text = keep(*text);
}

}  // namespace

Result<Decoded> decode_litellm(Delivery delivery) {
  Decoded out;
  out.facts.source = kLitellmSource;
  padded(delivery.body);
  const Result<std::vector<Row>> split = rows(delivery.body);
  if (split.has_error()) return split.error();
  std::deque<std::string> scratch;
  Reader reader(scratch, delivery.now, delivery.requests_from);
  reader.prepare(delivery.body);
  Table<Payload> table(kLitellmPayload, Unknown::ignored);
  Keeper keep(out.facts.requests);
  std::vector<Member> members;
  for (std::size_t i = 0; i < split->size(); ++i) {
    const Row& row = (*split)[i];
    Payload payload;
    Request request;
    const bool read = row.error == nullptr ? reader.members(row.text, members) : reader.fail(row.error);
    if (read && table.read(reader, members, payload) && settle(reader, payload, request)) {
      keep_text(keep, request);
      out.facts.requests.rows.push_back(request);
    } else {
      out.rejected.push_back({i, reader.error()});
    }
    scratch.clear();
  }
  return out;
}

}  // namespace shiptally::collectors
