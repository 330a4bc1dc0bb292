#pragma once
// Data quality of money: what no amount says, what nobody bears, what bill and logs do not tell each other.
// Pure; README.md, "Coverage".  Rows of GET /api/v1/coverage (coverage.h).
//
//   bill_source_quiet         providers whose last billed day is longer ago than their longest gap between
//   billed
//                             days and their longest charge period together, and 3 days more; counts
//                             providers
//   requests_unpriced         requests without a price, by provider; in no amount
//   tokens_unpriced           the same in tokens; of days, models and services where no request had a price,
//   as
//                             the sums do not tell more
//   charges_unconverted       charges in a currency without a rate in force, by provider; in no sum
//   charges_unallocated       charges of which a part is nobody's, by provider
//   requests_without_team     requests that name no team
//   requests_without_names    requests that are kept under the service or route "other", because there were
//   more
//                             names than limits.series; who says "other" himself is counted, too
//   usage_without_bill        days of a model with cost, by provider, on which the bill has no usage; days of
//   the
//                             last 3 days are left out, as bills come late
//   bill_without_usage        days of a model with a bill for its usage, by provider, and without a request

#include <span>
#include <string>
#include <vector>

#include "daemon/metrics/money/billed.h"
#include "daemon/metrics/money/reconciliation.h"
#include "daemon/metrics/quality/coverage.h"
#include "daemon/metrics/requests/usage_days.h"

namespace shiptally::metrics {

/// Requests of a service whose route, or whose service itself, is "other".
struct Nameless {
  std::string service;
  std::int64_t requests = 0;
};

/// All of the query's window.
struct MoneyCoverageInput {
  Instant now;  ///< or the query's `as_of`
  std::span<const UsageDay> usage;
  std::span<const Reconciliation> reconciled;
  std::span<const Charge> charges;
  std::span<const Unconverted> unconverted;
  std::span<const Charge* const> unallocated;  ///< each once
  std::span<const Nameless> nameless = {};
};

/// In no order.
std::vector<CoverageRow> money_coverage(const MoneyCoverageInput& input);

}  // namespace shiptally::metrics
