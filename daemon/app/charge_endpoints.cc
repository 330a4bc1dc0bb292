#include "daemon/app/charge_endpoints.h"

#include "daemon/expose/charge_table.h"

namespace shiptally::app {

Result<Table> charges(const ReadContext& context) {
  const Query& query = context.request.query;
  const auto found = context.snapshot.charges(query.window, query.as_of);
  if (found.has_error()) return found.error();
  return expose::charge_table(*found, context.rules.money->fx, query);
}

}  // namespace shiptally::app
