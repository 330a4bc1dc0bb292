#include "daemon/app/statement_facts.h"

#include <iterator>

#include "daemon/app/money_facts.h"
#include "daemon/app/usage_groups.h"

namespace shiptally::app {

Result<metrics::Statement> statement_of(const ReadContext& context, Instant month,
                                        std::optional<Instant> as_of) {
  expose::ReadQuery request;
  request.query.window = {month, metrics::next_month(month)};
  request.query.bucket = Bucket::month;
  request.query.group_by.assign(std::begin(metrics::kUsageDayDimensions),
                                std::end(metrics::kUsageDayDimensions));
  request.query.as_of = as_of;
  const ReadContext of_month{context.snapshot, context.analyses, context.facts_version,
                             context.rules,    request,          context.now};
  const auto usage = usage_groups(of_month, {.money = true}, Idle::counted);
  if (usage.has_error()) return usage.error();
  const auto bills = billed_facts(of_month, request.query.window);
  if (bills.has_error()) return bills.error();
  return metrics::statement(month, *usage, bills->billed);
}

}  // namespace shiptally::app
