// OpenAI's Usage API: GET /v1/organization/usage/{completions,embeddings,moderations}
// (platform.openai.com, API reference).  input_tokens include the cached ones.

#include "collectors/decode/field_rules.h"
#include "collectors/vendors/report_page.h"

namespace shiptally::collectors {
namespace {

struct UsageRow {
  ProviderUsage usage;
  std::int64_t input = 0, cached = 0;
  bool batch = false;
};

template <auto member>
bool into_usage(Reader& r, const Value& v, UsageRow& out) {
  return r.text(v, out.usage.*member);
}

constexpr Field<UsageRow> kOpenaiUsage[] = {
    {"input_tokens", Need::required, into_count<&UsageRow::input>},
    {"input_cached_tokens", Need::optional, into_count<&UsageRow::cached>},
    {"output_tokens", Need::optional,
     +[](Reader& r, const Value& v, UsageRow& out) {
       return r.integer(v, 0, kTokensMax, out.usage.tokens.output);
     }},
    {"num_model_requests", Need::optional,
     +[](Reader& r, const Value& v, UsageRow& out) {
       return r.integer(v, 0, kTokensMax, out.usage.requests.emplace());
     }},
    {"project_id", Need::optional, into_usage<&ProviderUsage::sub_account>},
    {"api_key_id", Need::optional, into_usage<&ProviderUsage::api_key>},
    {"model", Need::optional, into_usage<&ProviderUsage::model>},
    {"batch", Need::optional, into<&UsageRow::batch>},
    {"service_tier", Need::optional, into_usage<&ProviderUsage::tier>},
};

bool take(Reader& reader, Window day, UsageRow& row, ReportPage& page) {
  if (row.cached > row.input)
    return reader.fail("more than input_tokens"), reader.within("input_cached_tokens");
  ProviderUsage& u = row.usage;
  u.provider = "openai";
  u.from = day.from;
  u.to = day.to;
  u.tokens.input = row.input - row.cached;
  u.tokens.cache_read = row.cached;
  u.key.id = report_row_id(day, {u.sub_account, u.api_key, u.model, row.batch ? "batch" : "", u.tier});
  if (row.batch) u.tier = "batch";
  page.usage.push_back(std::move(u));
  return true;
}

std::string target(std::string_view path, Window days, std::string_view page, bool completions) {
  return query_target(path, {{"start_time", std::to_string(to_ms(days.from) / 1000)},
                             {"end_time", std::to_string(to_ms(days.to) / 1000)},
                             {"bucket_width", "1d"},
                             {"limit", kDaysAPage},
                             {"group_by[]", "project_id"},
                             {"group_by[]", "api_key_id"},
                             {"group_by[]", "model"},
                             {"group_by[]", completions ? "batch" : ""},
                             {"group_by[]", completions ? "service_tier" : ""},
                             {"page", std::string(page)}});
}

}  // namespace

std::string openai_completions_target(Window days, std::string_view page) {
  return target("/v1/organization/usage/completions", days, page, true);
}
std::string openai_embeddings_target(Window days, std::string_view page) {
  return target("/v1/organization/usage/embeddings", days, page, false);
}
std::string openai_moderations_target(Window days, std::string_view page) {
  return target("/v1/organization/usage/moderations", days, page, false);
}

Result<ReportPage> decode_openai_usage(std::string body, Instant now) {
  return read_report<UsageRow>(std::move(body), now, kOpenaiUsage, take);
}

}  // namespace shiptally::collectors
