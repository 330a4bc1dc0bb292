#include "daemon/queries/money_coverage.h"

#include <set>

#include "daemon/metrics/quality/money_coverage.h"
#include "daemon/queries/allocation.h"
#include "daemon/queries/reconciliation.h"
#include "daemon/queries/usage.h"
#include "schema/series_fold.h"

namespace shiptally::queries {
namespace {

/// By service, the requests that have "other" as their service or their route.
Result<std::vector<metrics::Nameless>> nameless(const Context& context, const Query& all) {
  std::vector<metrics::Nameless> out;
  for (const Dimension dimension : {Dimension::service, Dimension::route}) {
    Query query = all;
    query.bucket = Bucket::none;
    query.group_by = {Dimension::service};
    query.filter[dimension] = {std::string(kOther)};
    const auto groups = usage_groups(context, query, {}, Idle::left_out);
    if (groups.has_error()) return groups.error();
    for (const metrics::UsageGroup& group : *groups)
      if (dimension == Dimension::service || group.values.front() != kOther)
        out.push_back({group.values.front(), group.sum.requests});
  }
  return out;
}

}  // namespace

Result<std::vector<metrics::CoverageRow>> money_coverage(const Context& context, Query query) {
  query.filter = {};
  Window& window = query.window;
  window = {std::chrono::floor<std::chrono::days>(window.from),
            std::chrono::ceil<std::chrono::days>(window.to)};
  const auto usage = usage_days(context, query, window);
  if (usage.has_error()) return usage.error();
  const auto reconciled = reconciled_days(context, query, window);
  if (reconciled.has_error()) return reconciled.error();
  auto bills = billed_facts(context, window, query.as_of);
  if (bills.has_error()) return bills.error();
  std::set<const Charge*> unallocated;
  const auto shared = each_share(context, query, bills->billed.days, [&](const metrics::Share& share) {
    if (share.method == metrics::AllocationMethod::unallocated) unallocated.insert(share.day->charge);
  });
  if (shared.has_error()) return shared.error();
  const auto without_names = nameless(context, query);
  if (without_names.has_error()) return without_names.error();
  const std::vector<const Charge*> nobodys(unallocated.begin(), unallocated.end());
  return metrics::money_coverage({query.as_of.value_or(context.now), *usage, *reconciled, bills->charges,
                                  bills->billed.unconverted, nobodys, *without_names});
}

}  // namespace shiptally::queries
