#pragma once
// What every question is answered from.  A question is a function of a context and of the parameters that were
// asked for, and answers with plain rows: no HTTP, no table, no thread.  What it reads is one state of the
// store; the same context and parameters give the same rows.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/metrics/analysis/delivery_rules.h"
#include "daemon/queries/analyses.h"
#include "daemon/store/snapshot.h"
#include "schema/base/instant.h"
#include "schema/money_rules.h"
#include "schema/price.h"

namespace shiptally::queries {

/// What the definitions need beside the facts; a reload replaces it.
struct Rules {
  metrics::DeliveryRules delivery;
  std::shared_ptr<const PriceBook> prices;
  std::shared_ptr<const MoneyRules> money;
  /// Seals a closed month and a report, in hex.  Passed in, because only daemon/net knows OpenSSL.
  std::string (*sha256_hex)(std::string_view text) = nullptr;
  std::uint64_t version = 0;  ///< counted by whoever keeps the rules
};

/// Valid during one question, on its thread.  Long work looks at the query's interruption.
struct Context {
  store::Snapshot& snapshot;
  AnalysisCache& analyses;
  std::uint64_t facts_version;  ///< read before the snapshot was taken
  const Rules& rules;
  Instant now;
};

}  // namespace shiptally::queries
