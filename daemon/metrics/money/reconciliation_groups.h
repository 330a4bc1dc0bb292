#pragma once
// Reconciled days added up by bucket and group: one row of GET /api/v1/reconciliation.  Pure; README.md,
// "Reconciliation".

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/metrics/money/reconciliation.h"
#include "schema/money_rules.h"
#include "schema/query.h"

namespace shiptally::metrics {

/// A part of the drift, in the order in which they are taken.
struct DriftPart {
  std::string_view column;  ///< of the catalogue
  Money DriftParts::*amount;
  std::string_view why;  ///< what it means that there is some
};
std::span<const DriftPart> drift_parts();

/// The days of one bucket and group.  Amounts that nobody knows of any day are none.
struct ReconciliationGroup {
  Window bucket;
  std::vector<std::string> values;
  std::int64_t requests = 0, unpriced = 0;
  std::optional<std::int64_t> metered_requests;
  std::optional<Money> computed, metered, billed;
  DriftParts parts;
  bool alarm = false;  ///< the drift without what is not billed yet is beyond the configured limit
  std::string why;     ///< for a person; empty: nothing to explain

  Money drift() const { return billed.value_or(Money()) - computed.value_or(Money()); }
};

/// By bucket and group; `days` are within the query's window, which is of whole UTC days, and are filtered by
/// the query.
Result<std::vector<ReconciliationGroup>> reconciliation_groups(std::span<const Reconciliation> days,
                                                               const MoneyRules& rules, const Query& query);

}  // namespace shiptally::metrics
