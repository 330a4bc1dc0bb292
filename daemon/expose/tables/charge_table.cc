#include "daemon/expose/tables/charge_table.h"

#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

Value text(std::string_view value) { return value.empty() ? Value() : Value(std::string(value)); }
std::string date(Instant t) { return format_instant(t).substr(0, 10); }

using R = const queries::ChargeRow&;

/// A column and how a row fills it.
struct Cell {
  std::string_view column;
  Value (*value)(R);
};

template <auto member>
Value told(R r) {
  return text(r.charge.*member);
}
template <auto member>
Value as_billed(R r) {
  return (r.charge.*member).str();
}
template <auto member>
Value in_usd(R r) {
  return r.conversion.usd ? Value((*r.conversion.usd).*member) : Value();
}

constexpr Cell kCells[] = {
    {"time", [](R r) -> Value { return r.charge.from; }},
    {"end_time", [](R r) -> Value { return r.charge.to; }},
    {"billing_month",
     [](R r) -> Value { return format_instant(metrics::billing_month(r.charge)).substr(0, 7); }},
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
    {"exchange_rate", [](R r) { return r.conversion.rate ? text(r.conversion.rate->text) : Value(); }},
    {"exchange_rate_date",
     [](R r) { return r.conversion.rate ? Value(date(r.conversion.rate->from)) : Value(); }},
    {"exchange_rate_source",
     [](R r) { return r.conversion.rate ? text(r.conversion.rate->source) : Value(); }},
    {"team", told<&Charge::team>},
    {"service", told<&Charge::service>},
    {"source", [](R r) -> Value { return r.charge.key.source; }},
    {"id", [](R r) -> Value { return r.charge.key.source + "/" + r.charge.key.id; }},
};

}  // namespace

Table charge_table(std::span<const queries::ChargeRow> rows) {
  Table table;
  for (const Cell& cell : kCells) table.columns.push_back(&column(cell.column));
  for (R charge : rows) {
    std::vector<Value>& row = table.rows.emplace_back();
    for (const Cell& cell : kCells) row.push_back(cell.value(charge));
  }
  return table;
}

}  // namespace shiptally::expose
