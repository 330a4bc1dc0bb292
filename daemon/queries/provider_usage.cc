#include "daemon/queries/provider_usage.h"

namespace shiptally::queries {

Result<std::vector<metrics::ProviderUsageRow>> provider_usage(const Context& context,
                                                              const Parameters& parameters) {
  const Query& query = parameters.query;
  const auto usage = context.snapshot.provider_usage(query.window, query.as_of);
  if (usage.has_error()) return usage.error();
  return metrics::provider_usage_rows(*usage, query);
}

}  // namespace shiptally::queries
