#pragma once

#include <span>
#include <vector>

#include "daemon/metrics/money/billed.h"
#include "daemon/queries/context.h"
#include "schema/parameters.h"

namespace shiptally::queries {

struct ChargeRow {
  Charge charge;
  /// Amounts in USD, none without an exchange rate, and the rate, which is of the context's rules.
  metrics::Conversion conversion;
};

/// The page of the query: charges that its filter allows, the latest beginning first, of one beginning by
/// (source, id).  Rates point into `fx`.
std::vector<ChargeRow> charge_rows(std::span<const Charge> charges, const FxTable& fx, const Query& query);

/// The same of the charges that the store has for the query's window.
Result<std::vector<ChargeRow>> charges(const Context& context, const Parameters& parameters);

}  // namespace shiptally::queries
