#include "daemon/queries/statement.h"

#include <iterator>

#include "daemon/queries/money.h"
#include "daemon/queries/usage.h"

namespace shiptally::queries {

Result<metrics::Statement> statement_of(const Context& context, Instant month, std::optional<Instant> as_of) {
  Query query;
  query.window = {month, metrics::next_month(month)};
  query.bucket = Bucket::month;
  query.group_by.assign(std::begin(metrics::kUsageDayDimensions), std::end(metrics::kUsageDayDimensions));
  query.as_of = as_of;
  const auto usage = usage_groups(context, query, {.money = true}, Idle::counted);
  if (usage.has_error()) return usage.error();
  const auto bills = billed_facts(context, query.window, as_of);
  if (bills.has_error()) return bills.error();
  return metrics::statement(month, *usage, bills->billed);
}

}  // namespace shiptally::queries
