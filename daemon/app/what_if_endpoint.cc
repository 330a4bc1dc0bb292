#include "daemon/app/what_if_endpoint.h"

#include "daemon/expose/what_if_table.h"
#include "daemon/metrics/requests/request_groups.h"
#include "daemon/metrics/stats/calendar.h"
#include "daemon/normalise/scenario.h"

namespace shiptally::app {
namespace {

using expose::WhatIfRow;

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

Result<Table> what_if(const ReadContext& context) {
  const Query& query = context.request.query;
  if (const auto allowed = expose::refuse_token_class(query); allowed.has_error()) return allowed.error();
  const normalise::PriceIndex index(*context.rules.prices);
  const auto scenario = normalise::parse_scenario(context.request.scenario, index);
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
  return expose::what_if_table(out, normalise::assumption(*scenario), query.group_by);
}

}  // namespace shiptally::app
