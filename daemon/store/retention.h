#pragma once
// Which raw requests are still there.  Whole hours go, because that is how they are stored.

#include <sqlite3.h>

#include "schema/instant.h"

namespace shiptally::store {

Instant start_of_hour(Instant t);

/// Requests from here on are kept; 1970, before every one, when none has ever expired.
Instant read_kept_from(sqlite3* connection);
void write_kept_from(sqlite3* connection, Instant kept_from);

bool has_chunks_before(sqlite3* connection, Instant hour);

}  // namespace shiptally::store
