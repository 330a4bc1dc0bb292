#include "daemon/queries/delivery.h"

#include "daemon/queries/money_coverage.h"
#include "daemon/queries/usage.h"

namespace shiptally::queries {
namespace {

/// Requests of the window by service and environment, whatever else they were asked for by.
Result<std::vector<metrics::RequestService>> request_services(const Context& context, Query query) {
  query.group_by = {Dimension::service, Dimension::environment};
  query.bucket = Bucket::none;
  const auto groups = usage_groups(context, query, {}, Idle::left_out);
  if (groups.has_error()) return groups.error();
  std::vector<metrics::RequestService> out;
  for (const metrics::UsageGroup& group : *groups)
    out.push_back({group.values[0], group.values[1], static_cast<std::size_t>(group.sum.requests)});
  return out;
}

}  // namespace

Result<AnalysisPtr> analysis_of(const Context& context, const Query& query) {
  return context.analyses.get(context.snapshot, context.facts_version, query.as_of, context.rules.delivery);
}

Result<std::vector<metrics::FigureRow>> dora(const Context& context, const Parameters& parameters) {
  const auto analysis = analysis_of(context, parameters.query);
  if (analysis.has_error()) return analysis.error();
  return metrics::figure_rows(**analysis, parameters.query);
}

Result<std::vector<metrics::BandRow>> bands(const Context& context, const Parameters& parameters) {
  const auto analysis = analysis_of(context, parameters.query);
  if (analysis.has_error()) return analysis.error();
  return metrics::band_rows(**analysis, parameters.query, parameters.year);
}

Result<std::vector<metrics::TrendRow>> trend(const Context& context, const Parameters& parameters) {
  const auto analysis = analysis_of(context, parameters.query);
  if (analysis.has_error()) return analysis.error();
  return metrics::trend_rows(**analysis, parameters.query);
}

Result<metrics::Restatements> restatements(const Context& context, const Parameters& parameters) {
  const auto since = parameters.since;
  if (!since) return Error{Code::invalid, "since: missing; which state of knowledge to compare with?"};
  const auto after = analysis_of(context, parameters.query);
  if (after.has_error()) return after.error();
  const auto before =
      context.analyses.get(context.snapshot, context.facts_version, *since, context.rules.delivery);
  if (before.has_error()) return before.error();
  return metrics::restatements(**before, **after, *since, parameters.query);
}

Result<std::vector<metrics::CoverageRow>> coverage(const Context& context, const Parameters& parameters) {
  const Query& query = parameters.query;
  const auto analysis = analysis_of(context, query);
  if (analysis.has_error()) return analysis.error();
  auto requests = request_services(context, query);
  if (requests.has_error()) return requests.error();
  auto arrivals = context.snapshot.request_hours(query.as_of);
  if (arrivals.has_error()) return arrivals.error();
  auto money = money_coverage(context, query);
  if (money.has_error()) return money.error();
  return metrics::coverage(**analysis,
                           {.now = query.as_of.value_or(context.now),
                            .paths = context.rules.delivery.paths.get(),
                            .requests = std::move(*requests),
                            .request_hours = std::move(*arrivals),
                            .money = std::move(*money)},
                           query);
}

}  // namespace shiptally::queries
