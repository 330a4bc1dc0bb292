// OpenAI's Costs API: GET /v1/organization/costs (platform.openai.com, API reference).  `amount.value` is a
// JSON number, read from its text; some answers have a text there.

#include "collectors/decode/field_rules.h"
#include "collectors/vendors/report_page.h"

namespace shiptally::collectors {
namespace {

constexpr Field<Charge> kAmount[] = {
    {"value", Need::required, +[](Reader& r, const Value& v, Charge& out) { return r.money(v, out.billed); }},
    {"currency", Need::required, into<&Charge::currency>},
};

constexpr Field<Charge> kOpenaiCost[] = {
    {"amount", Need::required,
     +[](Reader& r, const Value& v, Charge& out) {
       return read_object(r, v, kAmount, out, Unknown::ignored);
     }},
    {"line_item", Need::optional, into_long<&Charge::description>},
    {"project_id", Need::optional, into<&Charge::sub_account>},
    {"organization_id", Need::optional, into<&Charge::account>},
    {"quantity", Need::optional,
     +[](Reader& r, const Value& v, Charge& out) { return r.decimal(v, out.quantity); }},
    {"quantity_unit", Need::optional, into<&Charge::unit>},
};

/// "gpt-4o-mini-2024-07-18, cached input" is of that model; "web search tool calls" is of none.
std::string_view model_of(std::string_view line_item) {
  const std::size_t comma = line_item.find(", ");
  if (comma == std::string_view::npos) return {};
  const std::string_view name = line_item.substr(0, comma);
  return name.find(' ') == std::string_view::npos ? name : std::string_view();
}

bool take(Reader& reader, Window day, Charge& row, ReportPage& page) {
  row.provider = "openai";
  row.service_name = "OpenAI API";
  row.sku = row.description;
  row.model = model_of(row.description);
  row.key.id = report_row_id(day, {row.sub_account, row.description, row.account, row.currency});
  return take_charge(reader, day, std::move(row), page);
}

}  // namespace

std::string openai_costs_target(Window days, std::string_view page) {
  return query_target("/v1/organization/costs", {{"start_time", std::to_string(to_ms(days.from) / 1000)},
                                                 {"end_time", std::to_string(to_ms(days.to) / 1000)},
                                                 {"bucket_width", "1d"},
                                                 {"limit", kDaysAPage},
                                                 {"group_by[]", "project_id"},
                                                 {"group_by[]", "line_item"},
                                                 {"page", std::string(page)}});
}

Result<ReportPage> decode_openai_costs(std::string body, Instant now) {
  return read_report<Charge>(std::move(body), now, kOpenaiCost, take);
}

}  // namespace shiptally::collectors
