#include "daemon/expose/tables/charge_table.h"

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

std::string date(Instant t) { return format_instant(t).substr(0, 10); }

using ChargeLine = queries::ChargeRow;

template <auto member>
Value told(const ChargeLine& r) {
  return text_or_none(r.charge.*member);
}
template <auto member>
Value as_billed(const ChargeLine& r) {
  return (r.charge.*member).str();
}
template <auto member>
Value in_usd(const ChargeLine& r) {
  return r.conversion.usd ? Value((*r.conversion.usd).*member) : Value();
}

constexpr ColumnOf<ChargeLine> kChargeColumns[] = {
    {"time", [](auto& r) -> Value { return r.charge.from; }},
    {"end_time", [](auto& r) -> Value { return r.charge.to; }},
    {"billing_month",
     [](auto& r) -> Value { return format_instant(metrics::billing_month(r.charge)).substr(0, 7); }},
    {"provider", told<&Charge::provider>},
    {"service_name", told<&Charge::service_name>},
    {"model", told<&Charge::model>},
    {"category", told<&Charge::category>},
    {"charge_class", told<&Charge::charge_class>},
    {"invoice", told<&Charge::invoice>},
    {"description", told<&Charge::description>},
    {"currency", told<&Charge::currency>},
    {"billed_cost", as_billed<&Charge::billed>},
    {"effective_cost", as_billed<&Charge::effective>},
    {"contracted_cost", as_billed<&Charge::contracted>},
    {"list_cost", as_billed<&Charge::list>},
    {"billed_usd", in_usd<&metrics::Amounts::billed>},
    {"effective_usd", in_usd<&metrics::Amounts::effective>},
    {"contracted_usd", in_usd<&metrics::Amounts::contracted>},
    {"list_usd", in_usd<&metrics::Amounts::list>},
    {"exchange_rate",
     [](auto& r) { return r.conversion.rate ? text_or_none(r.conversion.rate->text) : Value(); }},
    {"exchange_rate_date",
     [](auto& r) { return r.conversion.rate ? Value(date(r.conversion.rate->from)) : Value(); }},
    {"exchange_rate_source",
     [](auto& r) { return r.conversion.rate ? text_or_none(r.conversion.rate->source) : Value(); }},
    {"team", told<&Charge::team>},
    {"service", told<&Charge::service>},
    {"source", [](auto& r) -> Value { return r.charge.key.source; }},
    {"id", [](auto& r) -> Value { return r.charge.key.source + "/" + r.charge.key.id; }},
};

}  // namespace

Table charge_table(std::span<const queries::ChargeRow> rows) {
  Table table;
  add_columns(table, kChargeColumns);
  for (const ChargeLine& charge : rows) add_cells(table.rows.emplace_back(), kChargeColumns, charge);
  return table;
}

}  // namespace shiptally::expose
