#pragma once
// What machines of our own cost while they wait.  A self-hosted machine is paid by the hour; its requests
// are priced by the share of it that they used; the rest is idle cost.  Source: README.md, Allocation
// ("allocated + unallocated = billed, exactly").
//
// One rule keeps totals the same whatever the grouping and the filter: idle cost is a series of its own,
// of the fleet's provider and model, with "(idle)" for service, environment, team and route, and the token
// class "idle".  It is filtered and grouped like any other series; it has no requests.  So a query for one
// service shows none of it, and a query without filters shows all of it, in whatever rows.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/metrics/requests/usage.h"
#include "schema/price.h"

namespace shiptally::metrics {

inline constexpr std::string_view kIdle = "(idle)";

/// Idle cost of the machines of one model in one bucket; more than zero.
struct IdleCost {
  Window bucket;
  std::string provider, model;
  Money cost;
};

/// The series to which it belongs.  Views into `idle`.
Series series_of(const IdleCost& idle);

/// Which requests must be summed up by provider and model before idle_costs() can tell: those of the fleets
/// whose idle cost `asked` lets through, whatever service sent them.  None when there are no such fleets.
std::optional<Filter> idle_filter(const PriceBook& book, const Filter& asked);

/// For each bucket and each model with a fleet that `asked` lets through:
///   machines x hours x price per machine hour - computed cost of the model's requests, never below 0.
/// Hours count from the fleet's start to its end, at the price in force then, and not beyond `until` (now).
/// `computed` is the sum of idle_filter()'s requests grouped by provider and model over the same buckets.
/// Sorted by provider, model and bucket.
std::vector<IdleCost> idle_costs(const PriceBook& book, const Filter& asked, std::span<const Window> buckets,
                                 std::span<const UsageGroup> computed, Instant until);

}  // namespace shiptally::metrics
