// The read API.  One row an endpoint: what it takes, the question of daemon/queries and the columns of
// daemon/expose.

#include <type_traits>

#include "daemon/api/endpoint.h"
#include "daemon/expose/tables/allocation_table.h"
#include "daemon/expose/tables/attribution_table.h"
#include "daemon/expose/tables/change_table.h"
#include "daemon/expose/tables/charge_table.h"
#include "daemon/expose/tables/close_table.h"
#include "daemon/expose/tables/comparison_table.h"
#include "daemon/expose/tables/coverage_table.h"
#include "daemon/expose/tables/delivery_lists.h"
#include "daemon/expose/tables/delivery_table.h"
#include "daemon/expose/tables/explain_json.h"
#include "daemon/expose/tables/outlook_table.h"
#include "daemon/expose/tables/provider_usage_table.h"
#include "daemon/expose/tables/reconciliation_table.h"
#include "daemon/expose/tables/report_delivery_table.h"
#include "daemon/expose/tables/repricing_table.h"
#include "daemon/expose/tables/restatement_table.h"
#include "daemon/expose/tables/unit_cost_table.h"
#include "daemon/expose/tables/unpriced_table.h"
#include "daemon/expose/tables/usage_table.h"
#include "daemon/expose/tables/what_if_table.h"
#include "daemon/queries/allocation.h"
#include "daemon/queries/budgets.h"
#include "daemon/queries/charges.h"
#include "daemon/queries/closes.h"
#include "daemon/queries/delivery.h"
#include "daemon/queries/dispatches.h"
#include "daemon/queries/explain.h"
#include "daemon/queries/forecast.h"
#include "daemon/queries/provider_usage.h"
#include "daemon/queries/reconciliation.h"
#include "daemon/queries/repricings.h"
#include "daemon/queries/unit_costs.h"
#include "daemon/queries/unpriced.h"
#include "daemon/queries/usage.h"
#include "daemon/queries/what_if.h"
#include "daemon/report/model/cost_report.h"

namespace shiptally::api {
namespace {

using expose::allocation_table;
using queries::Context;

// ---- A question, then its columns

/// Rows of a query, as a table that may depend on the parameters as well.
template <auto query, auto table>
Result<Answer> rows(const Context& context, const Parameters& parameters) {
  const auto found = query(context, parameters);
  if (found.has_error()) return found.error();
  if constexpr (std::is_invocable_v<decltype(table), decltype(*found), const Parameters&>)
    return Answer(table(*found, parameters));
  else
    return Answer(table(*found));
}

Result<Answer> answer(Result<Table> table) {
  if (table.has_error()) return table.error();
  return Answer(std::move(*table));
}

/// A table of the delivery facts.
template <auto table>
Result<Answer> of_analysis(const Context& context, const Parameters& parameters) {
  const auto analysis = queries::analysis_of(context, parameters.query);
  if (analysis.has_error()) return analysis.error();
  return answer(table(**analysis, parameters, context));
}

using metrics::Analysis;
using P = const Parameters&;
using C = const Context&;

/// The link of a fact: an analysis does without.
template <class Fact>
Result<std::string> url_of(const Result<std::optional<Fact>>& fact) {
  if (fact.has_error()) return fact.error();
  return *fact ? (*fact)->url : std::string();
}

constexpr auto dora =
    rows<queries::dora, [](const auto& found, P p) { return expose::dora_table(found, p.query.group_by); }>;
constexpr auto trend =
    rows<queries::trend, [](const auto& found, P p) { return expose::trend_table(found, p.query); }>;
constexpr auto bands =
    rows<queries::bands, [](const auto& found, P p) { return expose::bands_table(found, p.query); }>;
constexpr auto attribution = of_analysis<[](const Analysis& a, P p, C context) {
  return expose::attribution_table(a, p.query, p.id, context.rules.delivery.incident_limit);
}>;
constexpr auto deployments = of_analysis<[](const Analysis& a, P p, C context) {
  return expose::deployments_table(
      a, p.query, [&](const FactId& key) { return url_of(context.snapshot.deployment(key, p.query.as_of)); });
}>;
constexpr auto changes = of_analysis<[](const Analysis& a, P p, C context) {
  return expose::changes_table(
      a, p.query, [&](const FactId& key) { return url_of(context.snapshot.change(key, p.query.as_of)); });
}>;
constexpr auto incidents = of_analysis<[](const Analysis& a, P p, C context) {
  return expose::incidents_table(
      a, p.query, [&](const FactId& key) { return url_of(context.snapshot.incident(key, p.query.as_of)); });
}>;
constexpr auto restatements = rows<queries::restatements, [](const metrics::Restatements& found, P p) {
  return expose::restatement_table(found, p.query);
}>;

/// Sums of requests, of which the columns need only some.
template <CellParts parts, queries::Idle idle, auto table>
Result<Answer> usage(const Context& context, const Parameters& parameters) {
  const auto groups = queries::usage(context, parameters, parts, idle);
  if (groups.has_error()) return groups.error();
  return Answer(table(*groups, parameters.query.group_by));
}
constexpr auto cost = usage<CellParts{.money = true}, queries::Idle::counted, expose::cost_table>;
constexpr auto latency = usage<CellParts{.sketches = true}, queries::Idle::left_out, expose::latency_table>;
constexpr auto errors = usage<CellParts{.errors = true}, queries::Idle::left_out, expose::error_table>;

constexpr auto forecast = rows<queries::forecast, [](const auto& found, P p) {
  return expose::forecast_table(found, p.query.group_by, p.basis);
}>;
constexpr auto anomalies = rows<queries::anomalies, [](const auto& found, P p) {
  return expose::anomaly_table(found, p.query.group_by, p.basis);
}>;
constexpr auto budgets =
    rows<[](C context, P p) { return queries::budgets(context, p.query, queries::Tagged::counted); },
         expose::budget_table>;
constexpr auto closes = rows<[](C context, P) { return queries::closes(context); }, expose::closes_table>;
constexpr auto corrections = rows<queries::corrections, [](const queries::Corrections& found) {
  return expose::corrections_table(found.lines, found.month);
}>;
constexpr auto reconciliation = rows<queries::reconciliation, [](const auto& found, P p) {
  return expose::reconciliation_table(found, p.query.group_by);
}>;
constexpr auto unit_costs = rows<queries::unit_costs, [](const auto& found, P p) {
  return expose::unit_cost_table(found, p.query.group_by);
}>;
constexpr auto unpriced =
    rows<[](C context, P p) { return queries::unpriced(context, p.query); }, expose::unpriced_table>;
constexpr auto what_if = rows<queries::what_if, [](const queries::WhatIf& found, P p) {
  return expose::what_if_table(found.rows, found.assumption, p.query.group_by);
}>;

Result<Answer> explain(const Context& context, const Parameters& parameters) {
  const auto explanation = queries::explain(context, parameters);
  if (explanation.has_error()) return explanation.error();
  return Answer(JsonText{expose::to_json(*explanation)});
}

Result<Answer> report_file(const Context& context, const Parameters& parameters) {
  if (!parameters.month) return Error{Code::invalid, "month: missing; as 2026-10"};
  auto made = report::make_cost_report(context, parameters.query, *parameters.month, parameters.format);
  if (made.has_error()) return made.error();
  return Answer(std::move(*made));
}

// ---- What they take

using enum Parameter;

constexpr Takes kWindow = {from, to, month, as_of, format};
constexpr Takes kList = kWindow | Takes{limit, offset};
constexpr Takes kTeams = {service, environment, team};
constexpr Takes kRequests = kTeams | Takes{provider, model, route};
constexpr Takes kSeries = kWindow | Takes{tz, bucket, group_by};

constexpr Endpoint kEndpoints[] = {
    {"/api/v1/allocation", kWindow | Takes{bucket, group_by_cost_centre, service, team, provider, model},
     rows<queries::allocation, allocation_table>},
    {"/api/v1/anomalies", kWindow | kRequests | Takes{group_by, basis}, anomalies},
    {"/api/v1/attribution", kList | kTeams | Takes{id}, attribution, DependsOn::deliveries},
    {"/api/v1/bands", kSeries | kTeams | Takes{year}, bands, DependsOn::deliveries},
    {"/api/v1/budgets", kRequests | Takes{to, as_of, format}, budgets},
    {"/api/v1/changes", kList | kTeams | Takes{profile}, changes, DependsOn::deliveries},
    {"/api/v1/charges", kList | Takes{service, team, provider, model},
     rows<queries::charges, expose::charge_table>},
    {"/api/v1/closes", {format}, closes},
    {"/api/v1/corrections", {month, format}, corrections},
    {"/api/v1/cost", kSeries | kRequests, cost},
    {"/api/v1/coverage", kWindow | kTeams, rows<queries::coverage, expose::coverage_table>,
     DependsOn::anything, Reads::everything},
    {"/api/v1/deployments", kList | kTeams, deployments, DependsOn::deliveries},
    {"/api/v1/dora", kSeries | kTeams | Takes{profile}, dora, DependsOn::deliveries},
    {"/api/v1/errors", kSeries | kRequests, errors},
    {"/api/v1/explain", kRequests | Takes{metric, from, to, month, as_of, tz, profile, limit, offset},
     explain, DependsOn::anything, Reads::everything},
    {"/api/v1/forecast", kRequests | Takes{to, as_of, group_by, basis, period, format}, forecast},
    {"/api/v1/incidents", kList | kTeams, incidents, DependsOn::deliveries},
    {"/api/v1/latency", kSeries | kRequests, latency},
    {"/api/v1/provider_usage", kWindow | Takes{tz, bucket, provider, model},
     rows<queries::provider_usage, expose::provider_usage_table>},
    {"/api/v1/reconciliation", kWindow | Takes{bucket, group_by, provider, model}, reconciliation},
    {"/api/v1/report", {month, as_of, report_format}, report_file, DependsOn::anything, Reads::everything},
    {"/api/v1/report_deliveries",
     {from, to, month, limit, offset, format},
     rows<queries::dispatches, expose::report_delivery_table>},
    {"/api/v1/repricings",
     {from, to, month, limit, offset, format},
     rows<queries::repricings, expose::repricing_table>},
    {"/api/v1/restatements", kSeries | kTeams | Takes{since, profile, limit, offset}, restatements,
     DependsOn::deliveries, Reads::everything},
    {"/api/v1/trend", kWindow | kTeams | Takes{tz, group_by, profile}, trend, DependsOn::deliveries},
    {"/api/v1/unit_costs", kSeries | kTeams | Takes{basis, provider, model}, unit_costs, DependsOn::anything,
     Reads::everything},
    {"/api/v1/unpriced", kRequests | Takes{from, to, month, format}, unpriced, DependsOn::anything,
     Reads::everything},
    {"/api/v1/what_if", kSeries | kRequests | Takes{scenario}, what_if, DependsOn::anything,
     Reads::everything},
};

}  // namespace

std::span<const Endpoint> endpoints() { return kEndpoints; }

}  // namespace shiptally::api
