#pragma once
// Closing months: from a snapshot to what is stored, and what was booked since.

#include <vector>

#include "daemon/app/read_api.h"
#include "daemon/metrics/money/close.h"
#include "daemon/net/http.h"

namespace shiptally::app {

/// The month ready to be stored: its statement and the open corrections of all months closed before.
/// Code::invalid when it may not be closed now, or has charges without an exchange rate, unless these are to
/// be left out: then they come as corrections once they have one.
enum class WithoutRate : bool { refused, left_out };
Result<ClosedMonth> close_month(const ReadContext& context, Instant month, WithoutRate without_rate);

Result<std::vector<metrics::Close>> stored_closes(const ReadContext& context);

/// Which prices and exchange rates are in force, as a closed month keeps it.
std::string rules_version(const ReadRules& rules);

/// GET /api/v1/closes and /api/v1/corrections
Result<Table> closes(const ReadContext& context);
Result<Table> corrections(const ReadContext& context);

/// POST /-/close ?month=2026-10[&without_rate=left_out]: closes it and answers with the row of
/// /api/v1/closes.  `put` stores a closed month and waits; both outlive the listener.
net::Route close_route(ReadApi* read_api, std::function<Result<void>(ClosedMonth)> put);

}  // namespace shiptally::app
