#include "daemon/app/provider_endpoints.h"

#include "daemon/expose/provider_usage_table.h"

namespace shiptally::app {

Result<Table> provider_usage(const ReadContext& context) {
  const Query& query = context.request.query;
  const auto usage = context.snapshot.provider_usage(query.window, query.as_of);
  if (usage.has_error()) return usage.error();
  const auto rows = metrics::provider_usage_rows(*usage, query);
  if (rows.has_error()) return rows.error();
  return expose::provider_usage_table(*rows);
}

}  // namespace shiptally::app
