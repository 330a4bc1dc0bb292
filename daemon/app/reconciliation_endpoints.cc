#include "daemon/app/reconciliation_endpoints.h"

#include "daemon/app/money_facts.h"
#include "daemon/app/priced_usage.h"
#include "daemon/expose/reconciliation_table.h"

namespace shiptally::app {

Result<std::vector<metrics::Reconciliation>> reconciled_days(const ReadContext& context, Window window) {
  constexpr std::chrono::days kMore(metrics::kNeighbourDays);
  const Window reach{window.from - kMore, window.to + kMore};
  expose::ReadQuery request = context.request;
  request.query.filter = {};
  const ReadContext all{context.snapshot, context.analyses, context.facts_version,
                        context.rules,    request,          context.now};
  const auto logged = usage_days(all, reach);
  if (logged.has_error()) return logged.error();
  const auto bills = billed_facts(all, reach);
  if (bills.has_error()) return bills.error();
  const auto usage = context.snapshot.provider_usage(reach, request.query.as_of);
  if (usage.has_error()) return usage.error();
  return metrics::reconcile(*logged, priced_usage(*usage, *context.rules.prices), bills->billed.days, window);
}

Result<Table> reconciliation(const ReadContext& context) {
  Query query = context.request.query;
  query.window = {std::chrono::floor<std::chrono::days>(query.window.from),
                  std::chrono::floor<std::chrono::days>(query.window.to)};
  if (const auto checked = expose::check_reconciliation_query(query); checked.has_error())
    return checked.error();
  const auto days = reconciled_days(context, query.window);
  if (days.has_error()) return days.error();
  return expose::reconciliation_table(*days, *context.rules.money, query);
}

}  // namespace shiptally::app
