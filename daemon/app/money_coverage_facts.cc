#include "daemon/app/money_coverage_facts.h"

#include <set>

#include "daemon/app/allocation_facts.h"
#include "daemon/app/reconciliation_endpoints.h"
#include "daemon/app/usage_groups.h"
#include "daemon/metrics/quality/money_coverage.h"
#include "schema/series_fold.h"

namespace shiptally::app {
namespace {

/// By service, the requests that have "other" as their service or their route.
Result<std::vector<metrics::Nameless>> nameless(const ReadContext& all) {
  std::vector<metrics::Nameless> out;
  for (const Dimension dimension : {Dimension::service, Dimension::route}) {
    expose::ReadQuery request = all.request;
    request.query.bucket = Bucket::none;
    request.query.group_by = {Dimension::service};
    request.query.filter[dimension] = {std::string(kOther)};
    const ReadContext some{all.snapshot, all.analyses, all.facts_version, all.rules, request, all.now};
    const auto groups = usage_groups(some, {}, Idle::left_out);
    if (groups.has_error()) return groups.error();
    for (const metrics::UsageGroup& group : *groups)
      if (dimension == Dimension::service || group.values.front() != kOther)
        out.push_back({group.values.front(), group.sum.requests});
  }
  return out;
}

}  // namespace

Result<std::vector<metrics::CoverageRow>> money_coverage(const ReadContext& context) {
  expose::ReadQuery request = context.request;
  request.query.filter = {};
  Window& window = request.query.window;
  window = {std::chrono::floor<std::chrono::days>(window.from),
            std::chrono::ceil<std::chrono::days>(window.to)};
  const ReadContext all{context.snapshot, context.analyses, context.facts_version,
                        context.rules,    request,          context.now};
  const auto usage = usage_days(all, window);
  if (usage.has_error()) return usage.error();
  const auto reconciled = reconciled_days(all, window);
  if (reconciled.has_error()) return reconciled.error();
  auto bills = billed_facts(all, window);
  if (bills.has_error()) return bills.error();
  std::set<const Charge*> unallocated;
  const auto shared = each_share(all, bills->billed.days, [&](const metrics::Share& share) {
    if (share.method == metrics::AllocationMethod::unallocated) unallocated.insert(share.day->charge);
  });
  if (shared.has_error()) return shared.error();
  const auto without_names = nameless(all);
  if (without_names.has_error()) return without_names.error();
  const std::vector<const Charge*> nobodys(unallocated.begin(), unallocated.end());
  return metrics::money_coverage({request.query.as_of.value_or(context.now), *usage, *reconciled,
                                  bills->charges, bills->billed.unconverted, nobodys, *without_names});
}

}  // namespace shiptally::app
