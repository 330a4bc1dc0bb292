#pragma once

#include <optional>
#include <vector>

#include "daemon/store/store.h"

namespace shiptally::store {

/// What one caller wants committed, all or nothing, and whom to tell.
struct Job {
  FactBatch batch;
  std::vector<TokenRow> tokens;
  ReportWrites reports;
  std::optional<PriceWrites> prices;
  std::optional<ClosedMonth> closed;
  Store::Done done;

  std::size_t rows() const {
    return batch.size() + tokens.size() + reports.size() + (prices ? prices->size() : 0) + (closed ? 1 : 0);
  }
  /// Of memory: requests with the received text, and a generous guess for facts, which are small and few.
  std::size_t bytes() const;
  /// Its batch's; that of an order (a token, a closed month) is event, of a run over all of history file.
  Urgency urgency() const;
};

}  // namespace shiptally::store
