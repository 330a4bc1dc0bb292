#pragma once
// Which raw requests are still there.  Whole hours go, because that is how they are stored.

#include <sqlite3.h>

#include <optional>

#include "schema/base/instant.h"

namespace shiptally::store {

Instant start_of_hour(Instant t);

/// Requests from here on are kept; 1970, before every one, when none has ever expired.
Instant read_kept_from(sqlite3* connection);
void write_kept_from(sqlite3* connection, Instant kept_from);

/// The end of the last hour that the oldest `chunks_max` chunks before `hour` touch; none when there are
/// none.
std::optional<Instant> end_of_oldest(sqlite3* connection, Instant hour, std::size_t chunks_max);

/// What `kept_from` should be, where a clock that stood in the future once moved it too far.  Nothing is gone
/// of the hours after the oldest chunk's (a part of whose own hour may be), and nothing of the time to come.
Instant healed_kept_from(sqlite3* connection, Instant kept_from, Instant now);

}  // namespace shiptally::store
