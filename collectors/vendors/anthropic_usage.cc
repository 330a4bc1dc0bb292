// Anthropic's Usage & Cost Admin API: GET /v1/organizations/usage_report/messages
// (platform.claude.com, API reference).  Input tokens are without the cached ones.  It can be divided by
// speed as well, but only under a beta header, so fast mode is not told apart.

#include "collectors/decode/field_rules.h"
#include "collectors/vendors/report_page.h"

namespace shiptally::collectors {
namespace {

template <auto member>
bool into_tokens(Reader& r, const Value& v, ProviderUsage& out) {
  return r.integer(v, 0, kTokensMax, out.tokens.*member);
}

constexpr Field<ProviderUsage> kCacheCreation[] = {
    {"ephemeral_5m_input_tokens", Need::optional, into_tokens<&Tokens::cache_write_5m>},
    {"ephemeral_1h_input_tokens", Need::optional, into_tokens<&Tokens::cache_write_1h>},
};

constexpr Field<ProviderUsage> kServerTools[] = {
    {"web_search_requests", Need::optional, into_tokens<&Tokens::web_searches>},
};

constexpr Field<ProviderUsage> kAnthropicUsage[] = {
    {"uncached_input_tokens", Need::required, into_tokens<&Tokens::input>},
    {"cache_creation", Need::optional,
     +[](Reader& r, const Value& v, ProviderUsage& out) {
       return read_object(r, v, kCacheCreation, out, Unknown::ignored);
     }},
    {"cache_read_input_tokens", Need::optional, into_tokens<&Tokens::cache_read>},
    {"output_tokens", Need::required, into_tokens<&Tokens::output>},
    {"server_tool_use", Need::optional,
     +[](Reader& r, const Value& v, ProviderUsage& out) {
       return read_object(r, v, kServerTools, out, Unknown::ignored);
     }},
    {"api_key_id", Need::optional, into<&ProviderUsage::api_key>},
    {"workspace_id", Need::optional, into<&ProviderUsage::sub_account>},
    {"model", Need::optional, into<&ProviderUsage::model>},
    {"service_tier", Need::optional, into<&ProviderUsage::tier>},
    {"context_window", Need::optional, into<&ProviderUsage::context_window>},
    {"inference_geo", Need::optional, into<&ProviderUsage::region>},
};

bool take(Reader&, Window day, ProviderUsage& row, ReportPage& page) {
  row.provider = "anthropic";
  row.from = day.from;
  row.to = day.to;
  row.key.id =
      report_row_id(day, {row.api_key, row.sub_account, row.model, row.tier, row.context_window, row.region});
  if (row.region == "not_available") row.region.clear();  // their word for: the model has no such choice
  page.usage.push_back(std::move(row));
  return true;
}

}  // namespace

std::string anthropic_usage_target(Window days, std::string_view page) {
  return query_target("/v1/organizations/usage_report/messages", {{"starting_at", format_instant(days.from)},
                                                                  {"ending_at", format_instant(days.to)},
                                                                  {"bucket_width", "1d"},
                                                                  {"limit", kDaysAPage},
                                                                  {"group_by[]", "api_key_id"},
                                                                  {"group_by[]", "workspace_id"},
                                                                  {"group_by[]", "model"},
                                                                  {"group_by[]", "service_tier"},
                                                                  {"group_by[]", "context_window"},
                                                                  {"group_by[]", "inference_geo"},
                                                                  {"page", std::string(page)}});
}

Result<ReportPage> decode_anthropic_usage(std::string body, Instant now) {
  return read_report<ProviderUsage>(std::move(body), now, kAnthropicUsage, take);
}

}  // namespace shiptally::collectors
