#include "daemon/app/money_coverage_facts.h"

#include <set>

#include "daemon/app/allocation_facts.h"
#include "daemon/app/reconciliation_endpoints.h"
#include "daemon/metrics/money_coverage.h"

namespace shiptally::app {

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
  const std::vector<const Charge*> nobodys(unallocated.begin(), unallocated.end());
  return metrics::money_coverage({request.query.as_of.value_or(context.now), *usage, *reconciled,
                                  bills->charges, bills->billed.unconverted, nobodys});
}

}  // namespace shiptally::app
