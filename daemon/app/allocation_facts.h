#pragma once
// Bills split among teams and services, from a snapshot.

#include <vector>

#include "daemon/app/money_facts.h"
#include "daemon/metrics/money/allocation_rows.h"

namespace shiptally::app {

/// Visits the shares of `days`, which are sorted by day: by the usage of all requests of their months,
/// whatever the query filters.  Goes by the query's as_of.  The texts of a share are valid during the call of
/// `visit`.
Result<void> each_share(const ReadContext& context, std::span<const metrics::BilledDay> days,
                        const metrics::Allocator::Visit& visit);
Result<void> allocate_into(metrics::AllocationFold& fold, const ReadContext& context,
                           std::span<const metrics::BilledDay> days);

/// What is on the invoices of some months.
struct AllocatedBills {
  std::vector<metrics::AllocationRow> rows;  ///< by billing month
  std::vector<Charge> unconverted;           ///< charges in a currency without a rate; in no row
};

/// `months` begins and ends at the start of UTC months.
Result<AllocatedBills> allocated_bills(const ReadContext& context, Window months);

}  // namespace shiptally::app
