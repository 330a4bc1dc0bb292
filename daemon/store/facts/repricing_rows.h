#pragma once

#include "daemon/store/sqlite/statement.h"
#include "daemon/store/store.h"

namespace shiptally::store {

/// Everything but the prices of the requests themselves.  `tally` is what those of its step have changed.
void write_prices(const SQLite::Database& database, const PriceWrites& prices, const RepricingTally& tally,
                  Instant recorded);

RepricingBook read_repricings(const SQLite::Database& database);

}  // namespace shiptally::store
