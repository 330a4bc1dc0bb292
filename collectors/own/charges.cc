// POST /v1/charges: lines of a provider's bill, as FOCUS 1.2/1.3 rows or in our generic form.  A body is in
// one form: FOCUS when it names BilledCost.
//
// A bill has no row ids.  A line without one is known by its bytes and by how often the same bytes came
// before it in the same body: the body sent again changes nothing, and two equal lines stay two.

#include <algorithm>
#include <cstdio>
#include <map>

#include "collectors/decode/field_rules.h"
#include "collectors/own/own_events.h"
#include "schema/base/hash.h"

namespace shiptally::collectors {
namespace {

constexpr std::string_view kRowPrefix = "row:";       ///< ids made here; senders may not use it
constexpr auto kPeriodMax = std::chrono::days(3660);  ///< commitments are bought for years ahead

struct Line {
  Charge charge;
  std::optional<Money> list, contracted, billed, effective;
  std::string provider_1_2;   ///< FOCUS 1.2's name of what 1.3 calls ServiceProviderName
  std::string host_provider;  ///< FOCUS 1.3's name of who runs what that provider sells
  std::optional<Instant> from, to;
};

template <auto member>
bool into_charge(Reader& r, const Value& v, Line& out) {
  return r.text(v, out.charge.*member, kLongTextMax);
}

template <auto member>
bool into_money(Reader& r, const Value& v, Line& out) {
  return r.money(v, (out.*member).emplace());
}

bool read_category(Reader& r, const Value& v, Line& out) {
  if (!r.text(v, out.charge.category)) return false;
  for (const char* known : {"Usage", "Purchase", "Tax", "Credit", "Adjustment"})
    if (out.charge.category == known) return true;
  return r.fail("must be Usage, Purchase, Tax, Credit or Adjustment");
}

bool read_class(Reader& r, const Value& v, Line& out) {
  return r.text(v, out.charge.charge_class) &&
         (out.charge.charge_class == "Correction" || r.fail("must be Correction or empty"));
}

bool read_currency(Reader& r, const Value& v, Line& out) {
  if (!r.text(v, out.charge.currency)) return false;
  for (const char c : out.charge.currency)
    if (c < 'A' || c > 'Z') return r.fail("must be an ISO 4217 code in capitals, like USD");
  return out.charge.currency.size() == 3 || r.fail("must be an ISO 4217 code in capitals, like USD");
}

bool read_id(Reader& r, const Value& v, Line& out) {
  return r.text(v, out.charge.key.id) &&
         (!out.charge.key.id.starts_with(kRowPrefix) || r.fail("must not start with row:"));
}

/// The end of a charge's period may lie ahead, unlike any time at which something happened.
bool read_end(Reader& r, const Value& v, Line& out) {
  return r.instant_ahead(v, kPeriodMax, out.to.emplace());
}

/// Kept as the start of its UTC month.  A bill may come before its period begins: commitments are invoiced in
/// advance.
bool read_billing_period(Reader& r, const Value& v, Line& out) {
  Instant told;
  if (!r.instant_ahead(v, kPeriodMax, told)) return false;
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(told));
  out.charge.billing_period = std::chrono::sys_days(day.year() / day.month() / 1);
  return true;
}

constexpr Field<Line> kTags[] = {
    {"team", Need::optional, into_charge<&Charge::team>},
    {"service", Need::optional, into_charge<&Charge::service>},
};

constexpr Field<Line> kGeneric[] = {
    {"source", Need::optional,
     +[](Reader& r, const Value& v, Line& out) { return r.text(v, out.charge.key.source); }},
    {"id", Need::optional, read_id},
    {"provider", Need::required, into_charge<&Charge::provider>},
    {"from", Need::required, into<&Line::from>},
    {"to", Need::required, read_end},
    {"billing_period", Need::optional, read_billing_period},
    {"category", Need::optional, read_category},
    {"charge_class", Need::optional, read_class},
    {"description", Need::optional, into_charge<&Charge::description>},
    {"service_name", Need::optional, into_charge<&Charge::service_name>},
    {"sku", Need::optional, into_charge<&Charge::sku>},
    {"model", Need::optional, into_charge<&Charge::model>},
    {"region", Need::optional, into_charge<&Charge::region>},
    {"account", Need::optional, into_charge<&Charge::account>},
    {"sub_account", Need::optional, into_charge<&Charge::sub_account>},
    {"invoice", Need::optional, into_charge<&Charge::invoice>},
    {"currency", Need::optional, read_currency},
    {"list_cost", Need::optional, into_money<&Line::list>},
    {"contracted_cost", Need::optional, into_money<&Line::contracted>},
    {"billed_cost", Need::required, into_money<&Line::billed>},
    {"effective_cost", Need::optional, into_money<&Line::effective>},
    {"quantity", Need::optional,
     +[](Reader& r, const Value& v, Line& out) { return r.decimal(v, out.charge.quantity); }},
    {"unit", Need::optional, into_charge<&Charge::unit>},
    {"team", Need::optional, into_charge<&Charge::team>},
    {"service", Need::optional, into_charge<&Charge::service>},
    {"updated_at", Need::optional,
     +[](Reader& r, const Value& v, Line& out) { return r.instant(v, out.charge.updated.emplace()); }},
};

constexpr Field<Line> kFocus[] = {
    {"ProviderName", Need::optional, into<&Line::provider_1_2>},
    {"ServiceProviderName", Need::optional, into_charge<&Charge::provider>},
    {"HostProviderName", Need::optional, into<&Line::host_provider>},
    {"ChargePeriodStart", Need::required, into<&Line::from>},
    {"ChargePeriodEnd", Need::required, read_end},
    {"BillingPeriodStart", Need::optional, read_billing_period},
    {"ChargeCategory", Need::required, read_category},
    {"ChargeClass", Need::optional, read_class},
    {"ChargeDescription", Need::optional, into_charge<&Charge::description>},
    {"ServiceName", Need::optional, into_charge<&Charge::service_name>},
    {"SkuId", Need::optional, into_charge<&Charge::sku>},
    {"x_ModelId", Need::optional, into_charge<&Charge::model>},
    {"RegionId", Need::optional, into_charge<&Charge::region>},
    {"BillingAccountId", Need::optional, into_charge<&Charge::account>},
    {"SubAccountId", Need::optional, into_charge<&Charge::sub_account>},
    {"InvoiceId", Need::optional, into_charge<&Charge::invoice>},
    {"BillingCurrency", Need::required, read_currency},
    {"ListCost", Need::optional, into_money<&Line::list>},
    {"ContractedCost", Need::optional, into_money<&Line::contracted>},
    {"BilledCost", Need::required, into_money<&Line::billed>},
    {"EffectiveCost", Need::optional, into_money<&Line::effective>},
    {"PricingQuantity", Need::optional,
     +[](Reader& r, const Value& v, Line& out) { return r.decimal(v, out.charge.quantity); }},
    {"PricingUnit", Need::optional, into_charge<&Charge::unit>},
    {"Tags", Need::optional,
     +[](Reader& r, const Value& v, Line& out) { return read_object(r, v, kTags, out, Unknown::ignored); }},
};

std::string content_id(std::string_view row) {
  const RequestId hash = Hasher().text(row).digest();
  char hex[33];
  std::snprintf(hex, sizeof hex, "%016llx%016llx", static_cast<unsigned long long>(hash.high),
                static_cast<unsigned long long>(hash.low));
  return std::string(kRowPrefix) + hex;
}

bool finish(Reader& reader, std::string_view row, Line& line) {
  Charge& charge = line.charge;
  if (charge.provider.empty()) charge.provider = line.provider_1_2;
  if (charge.provider.empty()) charge.provider = line.host_provider;
  if (charge.provider.empty()) return reader.fail("required"), reader.within("ProviderName");
  charge.from = *line.from;
  charge.to = *line.to;
  if (charge.to <= charge.from) return reader.fail("the charge period ends before it starts");
  if (charge.key.id.empty()) charge.key.id = content_id(row);
  // A bill that tells one amount has no discounts to tell: the others are the same.
  charge.billed = *line.billed;
  charge.effective = line.effective.value_or(charge.billed);
  charge.contracted = line.contracted.value_or(charge.billed);
  charge.list = line.list.value_or(charge.contracted);
  return true;
}

/// A row of FOCUS has columns that FOCUS does not let a bill leave out.
bool is_focus(std::span<const Member> members) {
  return std::any_of(members.begin(), members.end(), [](const Member& member) {
    return member.key == "BilledCost" || member.key == "ChargePeriodStart" || member.key == "ChargeCategory";
  });
}

void number_equal_lines(std::vector<Charge>& charges) {
  std::map<std::string, int> seen;
  for (Charge& charge : charges)
    if (charge.key.id.starts_with(kRowPrefix))
      if (const int before = seen[charge.key.id]++; before > 0) charge.key.id += "." + std::to_string(before);
}

}  // namespace

Result<Decoded> decode_charges(Delivery delivery) {
  Line initial;
  initial.charge.key.source = kOwnSource;
  initial.charge.category = "Usage";
  Event<Line> event{Kind::charge, kGeneric, initial, finish,
                    [](FactBatch& to, Line&& line) { to.charges.push_back(std::move(line.charge)); }};
  event.foreign_fields = kFocus;  // a bill's other columns are not ours to judge
  event.is_foreign = is_focus;
  Result<Decoded> out = decode_events<Line>(std::move(delivery), event);
  if (out.has_value()) number_equal_lines(out->facts.charges);
  return out;
}

std::vector<FieldInfo> charge_fields() { return describe<Line>(kGeneric); }

}  // namespace shiptally::collectors
