#include "daemon/queries/explain.h"

#include <algorithm>

#include "daemon/metrics/delivery/delivery_explain.h"
#include "daemon/metrics/requests/usage_explain.h"
#include "daemon/queries/delivery.h"
#include "daemon/queries/usage.h"

namespace shiptally::queries {
namespace {

Result<metrics::Explanation> explain_requests(const Context& context, const std::string& metric,
                                              Query query) {
  query.group_by.clear();
  query.bucket = Bucket::none;
  const auto groups = usage_groups(context, query, kWholeCell, Idle::counted);
  if (groups.has_error()) return groups.error();
  metrics::PriceFold prices;
  if (metrics::explained_by_prices(metric)) {
    const auto read = context.snapshot.requests(query.window, query.filter, query.as_of,
                                                [&](const Request& row) { prices.add(row); });
    if (read.has_error()) return read.error();
  }
  return metrics::explain_usage(metric, query, groups->empty() ? nullptr : &groups->front(), prices);
}

Result<metrics::Explanation> explain_facts(const Context& context, const std::string& metric,
                                           const Query& query) {
  const auto analysis = analysis_of(context, query);
  if (analysis.has_error()) return analysis.error();
  if (const auto checked = metrics::check_delivery_query(query); checked.has_error()) return checked.error();
  const metrics::Reading reading(**analysis, *metrics::find_profile(query.profile), query.interruption);
  return metrics::explain_delivery(metric, reading, query);
}

/// Delivery knows only its own names: a metric that nobody knows is told those of requests as well.
Error with_usage_metrics(Error error) {
  if (error.message.starts_with("metric: unknown"))
    for (const std::string_view name : metrics::usage_metrics()) error.message.append(" ").append(name);
  return error;
}

}  // namespace

Result<metrics::Explanation> explain(const Context& context, const Parameters& parameters) {
  const std::string& metric = parameters.metric;
  const auto of_requests = metrics::usage_metrics();
  if (std::find(of_requests.begin(), of_requests.end(), metric) != of_requests.end())
    return explain_requests(context, metric, parameters.query);
  auto explanation = explain_facts(context, metric, parameters.query);
  if (explanation.has_error()) return with_usage_metrics(explanation.error());
  return explanation;
}

}  // namespace shiptally::queries
