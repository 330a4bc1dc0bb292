// Anthropic's Usage & Cost Admin API: GET /v1/organizations/cost_report (platform.claude.com, API reference).
// `amount` is a decimal text in cents.

#include <algorithm>
#include <charconv>

#include "collectors/decode/field_rules.h"
#include "collectors/vendors/report_page.h"

namespace shiptally::collectors {
namespace {

struct CostRow {
  Charge charge;
  std::string cost_type, token_type, tier, context_window, geo;
};

/// The decimal with its point moved two places: no digit is touched.
std::string hundredth(std::string_view decimal) {
  constexpr int kFar = 10'000;  // only a zero may have such an exponent
  const std::size_t e = decimal.find_first_of("eE");
  int exponent = 0;
  if (e != std::string_view::npos) {
    const char* digits = decimal.data() + e + 1;
    if (*digits == '+') ++digits;
    std::from_chars(digits, decimal.data() + decimal.size(), exponent);
  }
  return std::string(decimal.substr(0, e)) + "e" + std::to_string(std::clamp(exponent, -kFar, kFar) - 2);
}

bool read_cents(Reader& r, const Value& v, CostRow& out) {
  std::string cents;
  if (!r.decimal(v, cents)) return false;
  const Result<Money> dollars = Money::parse_rounded(hundredth(cents));
  if (dollars.has_error()) return r.fail(dollars.error().message);
  out.charge.billed = *dollars;
  return true;
}

template <auto member>
bool into_charge(Reader& r, const Value& v, CostRow& out) {
  return r.text(v, out.charge.*member, kLongTextMax);
}

constexpr Field<CostRow> kAnthropicCost[] = {
    {"amount", Need::required, read_cents},
    {"currency", Need::required, into_charge<&Charge::currency>},
    {"workspace_id", Need::optional, into_charge<&Charge::sub_account>},
    {"description", Need::optional, into_charge<&Charge::description>},
    {"model", Need::optional, into_charge<&Charge::model>},
    {"cost_type", Need::optional, into<&CostRow::cost_type>},
    {"token_type", Need::optional, into<&CostRow::token_type>},
    {"service_tier", Need::optional, into<&CostRow::tier>},
    {"context_window", Need::optional, into<&CostRow::context_window>},
    {"inference_geo", Need::optional, into<&CostRow::geo>},
};

bool take(Reader& reader, Window day, CostRow& row, ReportPage& page) {
  Charge& c = row.charge;
  c.provider = "anthropic";
  c.service_name = "Claude API";
  c.sku = row.token_type.empty() ? row.cost_type : row.token_type;
  if (row.geo != "not_available") c.region = row.geo;
  c.key.id = report_row_id(day, {c.sub_account, c.description, row.cost_type, row.token_type, c.model,
                                 row.tier, row.context_window, row.geo, c.currency});
  return take_charge(reader, day, std::move(c), page);
}

}  // namespace

std::string anthropic_cost_target(Window days, std::string_view page) {
  return query_target("/v1/organizations/cost_report", {{"starting_at", format_instant(days.from)},
                                                        {"ending_at", format_instant(days.to)},
                                                        {"bucket_width", "1d"},
                                                        {"limit", "31"},
                                                        {"group_by[]", "workspace_id"},
                                                        {"group_by[]", "description"},
                                                        {"page", std::string(page)}});
}

Result<ReportPage> decode_anthropic_cost(std::string body, Instant now) {
  return read_report<CostRow>(std::move(body), now, kAnthropicCost, take);
}

}  // namespace shiptally::collectors
