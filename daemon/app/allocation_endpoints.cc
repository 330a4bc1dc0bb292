#include "daemon/app/allocation_endpoints.h"

#include "daemon/app/allocation_facts.h"
#include "daemon/expose/allocation_table.h"

namespace shiptally::app {

Result<Table> allocation(const ReadContext& context) {
  if (const auto checked = expose::check_allocation_query(context.request); checked.has_error())
    return checked.error();
  const auto bills = allocated_bills(context, context.request.query.window);
  if (bills.has_error()) return bills.error();
  return expose::allocation_table(bills->rows, bills->unconverted, context.rules.money->cost_centres,
                                  context.request);
}

}  // namespace shiptally::app
