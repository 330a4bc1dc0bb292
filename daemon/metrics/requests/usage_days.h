#pragma once
// Requests by UTC day, provider, model, service and team: what allocation, reconciliation, budgets, forecasts
// and reports are made from.

#include <span>
#include <string>
#include <vector>

#include "daemon/metrics/requests/usage.h"

namespace shiptally::metrics {

struct UsageDay {
  Instant day;  ///< UTC midnight
  std::string provider, model, service, team;
  CellSums sums;  ///< requests, errors, tokens, computed cost by class, unpriced
  Money idle;     ///< machines of our own that waited; then service and team are "(idle)"
};

/// How requests are to be grouped for it.
inline constexpr Dimension kUsageDayDimensions[] = {Dimension::provider, Dimension::model, Dimension::service,
                                                    Dimension::team};

/// `groups` are by day and kUsageDayDimensions.
std::vector<UsageDay> usage_days(std::span<const UsageGroup> groups);

}  // namespace shiptally::metrics
