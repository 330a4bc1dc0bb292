#pragma once
// What providers' own meters counted, summed up: what our logs are held against.

#include <span>
#include <string>
#include <vector>

#include "schema/provider_usage.h"
#include "schema/query.h"

namespace shiptally::metrics {

/// What one meter counted in one bucket.  Empty: not told.
struct ProviderUsageRow {
  Window bucket;
  std::string provider, model, tier, sub_account;
  Tokens tokens;
  std::optional<std::int64_t> requests;  ///< none when a part of it does not count them
  std::size_t rows = 0;                  ///< of the reports
};

/// Rows of reports by bucket, provider, model, tier and sub-account, in that order.  A row counts as a whole
/// where it starts, so that neighbouring windows add up; one that starts outside the window does not count.
/// Goes by the query's filter of provider and model.
Result<std::vector<ProviderUsageRow>> provider_usage_rows(std::span<const ProviderUsage> usage,
                                                          const Query& query);

}  // namespace shiptally::metrics
