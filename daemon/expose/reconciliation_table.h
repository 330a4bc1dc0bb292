#pragma once
// GET /api/v1/reconciliation: computed, metered and billed cost, and what their difference is made of.  Pure.

#include <span>

#include "daemon/metrics/money/reconciliation.h"
#include "schema/query.h"
#include "schema/table.h"

namespace shiptally::expose {

/// Whether the question can be answered: grouped by provider and model only, filtered by nothing else, by UTC
/// days or longer spans.  Code::invalid, naming the parameter.
Result<void> check_reconciliation_query(const Query& query);

/// One row a bucket and group; `days` are within the query's window, which is of whole UTC days.
Result<Table> reconciliation_table(std::span<const metrics::Reconciliation> days, const MoneyRules& rules,
                                   const Query& query);

}  // namespace shiptally::expose
