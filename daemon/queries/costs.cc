#include "daemon/queries/costs.h"

#include <algorithm>

namespace shiptally::queries {
namespace {

static_assert(metrics::kOddDaysHistory <= metrics::kForecastDaysMax);

Result<void> refuse_for_bills(const Filter& filter) {
  for (const Dimension d : {Dimension::environment, Dimension::route})
    if (!filter[d].empty())
      return Error{Code::invalid, std::string(name(d)) + ": a bill does not tell it; ask by basis=computed"};
  return {};
}

}  // namespace

Instant moment_of(const Context& context, const Query& query) {
  return std::min({query.window.to, query.as_of.value_or(context.now), context.now});
}

Result<Instant> history_begin(const Context& context, const Query& query, Instant day, Instant needed) {
  const Instant begin = std::min(midnight(day) - kCostHistory, needed);
  if (!query.as_of) return begin;
  const auto kept = context.snapshot.requests_kept_from();
  if (kept.has_error()) return kept.error();
  return std::min(needed, std::max(begin, midnight(*kept + metrics::kOneDay - Millis(1))));
}

Result<void> read_costs(const Context& context, const Parameters& parameters, Window window, Costs& out) {
  const Query& query = parameters.query;
  if (const auto known = metrics::check_cost_dimensions(query.group_by); known.has_error()) return known;
  if (parameters.basis == CostBasis::computed) {
    auto rows = usage_days(context, query, window);
    if (rows.has_error()) return rows.error();
    out.usage = std::move(*rows);
    out.groups = metrics::cost_groups(out.usage, query.group_by, window);
    return {};
  }
  if (const auto known = refuse_for_bills(query.filter); known.has_error()) return known;
  auto bills = billed_facts(context, window, query.as_of);
  if (bills.has_error()) return bills.error();
  out.bills = std::move(*bills);
  out.groups = metrics::cost_groups(out.bills.billed.days, query.filter, query.group_by, window);
  return {};
}

}  // namespace shiptally::queries
