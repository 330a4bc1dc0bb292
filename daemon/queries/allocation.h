#pragma once
// Bills split among teams and services, from a snapshot.

#include <vector>

#include "daemon/metrics/money/allocation_groups.h"
#include "daemon/queries/money.h"
#include "schema/parameters.h"

namespace shiptally::queries {

/// Visits the shares of `days`, which are sorted by day: by the usage of all requests of their months,
/// whatever the query filters.  Goes by the query's as_of.  The texts of a share are valid during the call of
/// `visit`.
Result<void> each_share(const Context& context, const Query& query, std::span<const metrics::BilledDay> days,
                        const metrics::Allocator::Visit& visit);
Result<void> allocate_into(metrics::AllocationFold& fold, const Context& context, const Query& query,
                           std::span<const metrics::BilledDay> days);

/// What is on the invoices of some months.
struct AllocatedBills {
  std::vector<metrics::AllocationRow> rows;  ///< by billing month
  std::vector<Charge> unconverted;           ///< charges in a currency without a rate; in no row
};

/// `months` begins and ends at the start of UTC months.
Result<AllocatedBills> allocated_bills(const Context& context, const Query& query, Window months);

/// By bucket and group.  Code::invalid, naming the parameter, when it is not about whole UTC months or what
/// charges can be told apart by.
Result<std::vector<metrics::AllocationGroup>> allocation(const Context& context,
                                                         const Parameters& parameters);

}  // namespace shiptally::queries
