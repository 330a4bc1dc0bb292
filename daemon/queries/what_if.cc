#include "daemon/queries/what_if.h"

#include "daemon/metrics/requests/request_groups.h"
#include "daemon/metrics/stats/calendar.h"
#include "daemon/normalise/scenario.h"
#include "daemon/queries/usage.h"

namespace shiptally::queries {
namespace {

void add(WhatIfRow& row, const Request& request, const std::optional<Money>& in_scenario) {
  if (!request.cost || !in_scenario) {
    ++row.left_out;
    return;
  }
  ++row.requests;
  row.actual += total(*request.cost);
  row.scenario += *in_scenario;
}

Error explained(Error error) {
  if (error.code == Code::unavailable)
    error.message +=
        "; what_if reads every request of the window, so ask for a shorter one, or filter "
        "(limits.query_deadline_ms)";
  return error;
}

}  // namespace

Result<WhatIf> what_if(const Context& context, const Parameters& parameters) {
  const Query& query = parameters.query;
  if (const auto allowed = refuse_token_class(query); allowed.has_error()) return allowed.error();
  const normalise::PriceIndex index(*context.rules.prices);
  const auto scenario = normalise::parse_scenario(parameters.scenario, index);
  if (scenario.has_error()) return scenario.error();
  auto buckets = metrics::buckets(query.window, query.bucket, query.tz);
  if (buckets.has_error()) return buckets.error();
  metrics::RequestGroups groups(std::move(*buckets), query.group_by);
  std::vector<WhatIfRow> rows;
  const auto read =
      context.snapshot.requests(query.window, query.filter, query.as_of, [&](const Request& request) {
        const auto group = groups.of(request);
        if (!group || !request.final) return;
        if (*group >= rows.size()) rows.resize(*group + 1);
        add(rows[*group], request, normalise::cost_in(*scenario, index, request));
      });
  if (read.has_error()) return explained(read.error());
  std::vector<WhatIfRow> out;
  for (const std::size_t number : groups.sorted()) {
    if (number >= rows.size() || rows[number].requests + rows[number].left_out == 0) continue;
    rows[number].key = groups.key(number);
    out.push_back(std::move(rows[number]));
  }
  return WhatIf{std::move(out), std::string(normalise::assumption(*scenario))};
}

}  // namespace shiptally::queries
