// The read API, one function an endpoint: facts from the snapshot, figures from daemon/metrics, columns
// from daemon/expose.

#include <algorithm>

#include "daemon/app/allocation_endpoints.h"
#include "daemon/app/charge_endpoints.h"
#include "daemon/app/close.h"
#include "daemon/app/cost_report.h"
#include "daemon/app/money_coverage_facts.h"
#include "daemon/app/outlook.h"
#include "daemon/app/provider_endpoints.h"
#include "daemon/app/read_api.h"
#include "daemon/app/reconciliation_endpoints.h"
#include "daemon/app/report_endpoints.h"
#include "daemon/app/repricing_routes.h"
#include "daemon/app/unit_cost_endpoint.h"
#include "daemon/app/unpriced.h"
#include "daemon/app/usage_groups.h"
#include "daemon/app/what_if_endpoint.h"
#include "daemon/expose/attribution_table.h"
#include "daemon/expose/change_table.h"
#include "daemon/expose/comparison_table.h"
#include "daemon/expose/coverage_table.h"
#include "daemon/expose/delivery_lists.h"
#include "daemon/expose/delivery_table.h"
#include "daemon/expose/explain_json.h"
#include "daemon/expose/restatement_table.h"
#include "daemon/expose/usage_table.h"
#include "daemon/metrics/delivery/delivery_explain.h"
#include "daemon/metrics/requests/usage_explain.h"

namespace shiptally::app {
namespace {

Result<AnalysisPtr> analysis_of(const ReadContext& context) {
  return context.analyses.get(context.snapshot, context.facts_version, context.request.query.as_of,
                              context.rules.delivery);
}

Result<Table> dora(const ReadContext& context) {
  const auto analysis = analysis_of(context);
  if (analysis.has_error()) return analysis.error();
  const Query& query = context.request.query;
  const auto rows = metrics::figure_rows(**analysis, query);
  if (rows.has_error()) return rows.error();
  return expose::dora_table(*rows, query.group_by);
}

/// For what is said by our own definitions only.
Result<void> refuse_other_profiles(const Query& query) {
  const std::string_view ours = metrics::profiles().front().name;
  if (query.profile == ours) return {};
  return Error{Code::invalid, "profile: answered by " + std::string(ours) + " only"};
}

Result<Table> bands(const ReadContext& context) {
  if (const auto ours = refuse_other_profiles(context.request.query); !ours) return ours.error();
  const auto analysis = analysis_of(context);
  if (analysis.has_error()) return analysis.error();
  const Query& query = context.request.query;
  const auto rows = metrics::band_rows(**analysis, query, context.request.year);
  if (rows.has_error()) return rows.error();
  return expose::bands_table(*rows, query);
}

Result<Table> trend(const ReadContext& context) {
  const auto analysis = analysis_of(context);
  if (analysis.has_error()) return analysis.error();
  const Query& query = context.request.query;
  const auto rows = metrics::trend_rows(**analysis, query);
  if (rows.has_error()) return rows.error();
  return expose::trend_table(*rows, query);
}

Result<Table> attribution(const ReadContext& context) {
  if (const auto ours = refuse_other_profiles(context.request.query); !ours) return ours.error();
  const auto analysis = analysis_of(context);
  if (analysis.has_error()) return analysis.error();
  return expose::attribution_table(**analysis, context.request.query, context.request.id,
                                   context.rules.delivery.incident_limit);
}

/// The link of a fact: an analysis does without.
template <class Fact>
Result<std::string> url_of(const Result<std::optional<Fact>>& fact) {
  if (fact.has_error()) return fact.error();
  return *fact ? (*fact)->url : std::string();
}

Result<Table> deployments(const ReadContext& context) {
  if (const auto ours = refuse_other_profiles(context.request.query); !ours) return ours.error();
  const auto analysis = analysis_of(context);
  if (analysis.has_error()) return analysis.error();
  const Query& query = context.request.query;
  return expose::deployments_table(**analysis, query, [&](const FactId& key) {
    return url_of(context.snapshot.deployment(key, query.as_of));
  });
}

Result<Table> changes(const ReadContext& context) {
  const auto analysis = analysis_of(context);
  if (analysis.has_error()) return analysis.error();
  const Query& query = context.request.query;
  return expose::changes_table(**analysis, query, [&](const FactId& key) {
    return url_of(context.snapshot.change(key, query.as_of));
  });
}

Result<Table> incidents(const ReadContext& context) {
  if (const auto ours = refuse_other_profiles(context.request.query); !ours) return ours.error();
  const auto analysis = analysis_of(context);
  if (analysis.has_error()) return analysis.error();
  const Query& query = context.request.query;
  return expose::incidents_table(**analysis, query, [&](const FactId& key) {
    return url_of(context.snapshot.incident(key, query.as_of));
  });
}

Result<Table> restatements(const ReadContext& context) {
  const auto since = context.request.since;
  if (!since) return Error{Code::invalid, "since: missing; which state of knowledge to compare with?"};
  const auto after = analysis_of(context);
  if (after.has_error()) return after.error();
  const auto before =
      context.analyses.get(context.snapshot, context.facts_version, *since, context.rules.delivery);
  if (before.has_error()) return before.error();
  const Query& query = context.request.query;
  const auto found = metrics::restatements(**before, **after, *since, query);
  if (found.has_error()) return found.error();
  return expose::restatement_table(*found, query);
}

/// Requests of the window by service and environment, whatever else they were asked for by.
Result<std::vector<metrics::RequestService>> request_services(const ReadContext& context) {
  expose::ReadQuery request = context.request;
  request.query.group_by = {Dimension::service, Dimension::environment};
  request.query.bucket = Bucket::none;
  const ReadContext by_service{context.snapshot, context.analyses, context.facts_version,
                               context.rules,    request,          context.now};
  const auto groups = usage_groups(by_service, {}, Idle::left_out);
  if (groups.has_error()) return groups.error();
  std::vector<metrics::RequestService> out;
  for (const metrics::UsageGroup& group : *groups)
    out.push_back({group.values[0], group.values[1], static_cast<std::size_t>(group.sum.requests)});
  return out;
}

Result<Table> coverage(const ReadContext& context) {
  if (const auto ours = refuse_other_profiles(context.request.query); !ours) return ours.error();
  const Query& query = context.request.query;
  const auto analysis = analysis_of(context);
  if (analysis.has_error()) return analysis.error();
  auto requests = request_services(context);
  if (requests.has_error()) return requests.error();
  auto arrivals = context.snapshot.request_hours(query.as_of);
  if (arrivals.has_error()) return arrivals.error();
  auto money = money_coverage(context);
  if (money.has_error()) return money.error();
  const auto rows = metrics::coverage(**analysis,
                                      {.now = query.as_of.value_or(context.now),
                                       .paths = context.rules.delivery.paths.get(),
                                       .requests = std::move(*requests),
                                       .request_hours = std::move(*arrivals),
                                       .money = std::move(*money)},
                                      query);
  if (rows.has_error()) return rows.error();
  return expose::coverage_table(*rows);
}

Result<Table> cost(const ReadContext& context) {
  const auto groups = usage_groups(context, {.money = true}, Idle::counted);
  if (groups.has_error()) return groups.error();
  return expose::cost_table(*groups, context.request.query.group_by);
}

template <CellParts parts,
          Table (*MakeTable)(std::span<const metrics::UsageGroup>, std::span<const Dimension>)>
Result<Table> usage(const ReadContext& context) {
  if (const auto allowed = expose::refuse_token_class(context.request.query); allowed.has_error())
    return allowed.error();
  const auto groups = usage_groups(context, parts, Idle::left_out);
  if (groups.has_error()) return groups.error();
  return MakeTable(*groups, context.request.query.group_by);
}

Result<metrics::Explanation> explain_requests(const ReadContext& context) {
  expose::ReadQuery request = context.request;
  request.query.group_by.clear();
  request.query.bucket = Bucket::none;
  const ReadContext whole{context.snapshot, context.analyses, context.facts_version,
                          context.rules,    request,          context.now};
  const auto groups = usage_groups(whole, kWholeCell, Idle::counted);
  if (groups.has_error()) return groups.error();
  metrics::PriceFold prices;
  if (metrics::explained_by_prices(request.metric)) {
    const Query& query = request.query;
    const auto read = context.snapshot.requests(query.window, query.filter, query.as_of,
                                                [&](const Request& row) { prices.add(row); });
    if (read.has_error()) return read.error();
  }
  return metrics::explain_usage(request.metric, request.query, groups->empty() ? nullptr : &groups->front(),
                                prices);
}

Result<metrics::Explanation> explain_facts(const ReadContext& context) {
  const auto analysis = analysis_of(context);
  if (analysis.has_error()) return analysis.error();
  const Query& query = context.request.query;
  if (const auto checked = metrics::check_delivery_query(query); checked.has_error()) return checked.error();
  const metrics::Reading reading(**analysis, *metrics::find_profile(query.profile), query.interruption);
  return metrics::explain_delivery(context.request.metric, reading, query);
}

/// Delivery knows only its own names: a metric that nobody knows is told those of requests as well.
Error with_usage_metrics(Error error) {
  if (error.message.starts_with("metric: unknown"))
    for (const std::string_view name : metrics::usage_metrics()) error.message.append(" ").append(name);
  return error;
}

Result<std::string> explain(const ReadContext& context) {
  const auto of_requests = metrics::usage_metrics();
  const bool requests =
      std::find(of_requests.begin(), of_requests.end(), context.request.metric) != of_requests.end();
  const auto explanation = requests ? explain_requests(context) : explain_facts(context);
  if (explanation.has_error()) return with_usage_metrics(explanation.error());
  return expose::to_json(*explanation);
}

constexpr ReadEndpoint kEndpoints[] = {
    {"/api/v1/allocation", allocation, nullptr, false, true},
    {"/api/v1/anomalies", anomalies, nullptr, false},
    {"/api/v1/attribution", attribution, nullptr, true},
    {"/api/v1/bands", bands, nullptr, true},
    {"/api/v1/budgets", budgets, nullptr, false},
    {"/api/v1/changes", changes, nullptr, true},
    {"/api/v1/closes", closes, nullptr, false},
    {"/api/v1/corrections", corrections, nullptr, false},
    {"/api/v1/charges", charges, nullptr, false},
    {"/api/v1/cost", cost, nullptr, false},
    {.path = "/api/v1/coverage", .table = coverage, .large = true},
    {"/api/v1/deployments", deployments, nullptr, true},
    {"/api/v1/dora", dora, nullptr, true},
    {"/api/v1/errors", usage<CellParts{.errors = true}, expose::error_table>, nullptr, false},
    {.path = "/api/v1/explain", .document = explain, .large = true},
    {"/api/v1/forecast", forecast, nullptr, false},
    {"/api/v1/incidents", incidents, nullptr, true},
    {"/api/v1/latency", usage<CellParts{.sketches = true}, expose::latency_table>, nullptr, false},
    {"/api/v1/provider_usage", provider_usage, nullptr, false},
    {"/api/v1/reconciliation", reconciliation, nullptr, false},
    {.path = "/api/v1/report", .file = cost_report_file, .large = true},
    {"/api/v1/report_deliveries", report_deliveries, nullptr, false},
    {"/api/v1/repricings", repricings, nullptr, false},
    {.path = "/api/v1/restatements", .table = restatements, .of_delivery = true, .large = true},
    {"/api/v1/trend", trend, nullptr, true},
    {.path = "/api/v1/unit_costs", .table = unit_costs, .large = true},
    {.path = "/api/v1/unpriced", .table = unpriced, .large = true},
    {.path = "/api/v1/what_if", .table = what_if, .large = true},
};

}  // namespace

std::span<const ReadEndpoint> read_endpoints() { return kEndpoints; }

}  // namespace shiptally::app
