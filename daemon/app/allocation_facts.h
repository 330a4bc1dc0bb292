#pragma once
// Bills split among teams and services, from a snapshot.

#include <vector>

#include "daemon/app/money_facts.h"
#include "daemon/metrics/allocation_rows.h"

namespace shiptally::app {

/// Adds the shares of `days`, which are sorted by day, to `fold`: by the usage of all requests of their
/// months, whatever the query filters.  Goes by the query's as_of.
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
