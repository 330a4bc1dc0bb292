#pragma once
// Usage and bills as daily costs by group: what forecasts, anomalies and budgets are made from.  Pure.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/metrics/money/billed.h"
#include "daemon/metrics/money/daily_costs.h"
#include "daemon/metrics/requests/usage_days.h"
#include "schema/base/result.h"
#include "schema/query.h"

namespace shiptally::metrics {

struct CostGroup {
  std::vector<std::string> values;    ///< in the order of group_by
  DailyCosts known;                   ///< whole days about which nothing more is awaited
  DailyCosts later;                   ///< the days after them, the one that runs included
  std::vector<const UsageDay*> rows;  ///< of computed cost: what `known` adds up, by day
};

/// The calendar period (UTC) of which `t` is the last instant or lies in: at the very end of October it is
/// October.
Window period_of(Instant t, BudgetPeriod period);

/// Code::invalid for a dimension that usage days (and so charges) do not have.
Result<void> check_cost_dimensions(std::span<const Dimension> group_by);

/// Groups by their values, each with every day of `window`, which begins at UTC midnight and ends where it is
/// known to: a day that it ends within is `later`.  Rows outside of it do not count.
std::vector<CostGroup> cost_groups(std::span<const UsageDay> rows, std::span<const Dimension> group_by,
                                   Window window);

/// A group of which nothing is known but that it cost nothing.
CostGroup no_costs(Window window);

/// Billed cost, each charge on the day of its billing month that is nearest to its own, so that months are
/// those of the invoices.  Of a charge's filters only provider, model, service and team are looked at.
///
/// Bills come late: `known` ends with the last day that every provider of the group has billed.  Providers
/// that have not billed anything for kBillsAwaited are not waited for.
std::vector<CostGroup> cost_groups(std::span<const BilledDay> rows, const Filter& filter,
                                   std::span<const Dimension> group_by, Window window);

inline constexpr Millis kBillsAwaited = std::chrono::days(62);

/// A charge's day as it counts for its billing month.
Instant booked_day(const BilledDay& row);

}  // namespace shiptally::metrics
