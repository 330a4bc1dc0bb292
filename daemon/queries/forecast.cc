#include "daemon/queries/forecast.h"

#include <algorithm>

#include "daemon/queries/costs.h"

namespace shiptally::queries {

Result<std::vector<ForecastRow>> forecast(const Context& context, const Parameters& parameters) {
  const Instant moment = moment_of(context, parameters.query);
  const Window period = metrics::period_of(moment, parameters.period);
  const auto begin = history_begin(context, parameters.query, moment, period.from);
  if (begin.has_error()) return begin.error();
  Costs costs;
  if (const auto read = read_costs(context, parameters, {*begin, moment}, costs); read.has_error())
    return read.error();
  std::vector<ForecastRow> rows;
  for (const metrics::CostGroup& group : costs.groups)
    rows.push_back({period, group.values, metrics::forecast(group.known, period, group.later.sum(period))});
  return rows;
}

Result<std::vector<metrics::Anomaly>> anomalies(const Context& context, const Parameters& parameters) {
  const Query& query = parameters.query;
  const Instant from = midnight(std::max(query.window.from, kEarliestEvent)),
                moment = moment_of(context, query);
  if (moment <= from) return std::vector<metrics::Anomaly>();
  const auto begin = history_begin(context, query, from, from);
  if (begin.has_error()) return begin.error();
  Costs costs;
  if (const auto read = read_costs(context, parameters, {*begin, moment}, costs); read.has_error())
    return read.error();
  return metrics::anomalies(costs.groups, from);
}

}  // namespace shiptally::queries
