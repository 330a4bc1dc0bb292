#pragma once

#include <SQLiteCpp/Database.h>

#include "schema/base/instant.h"

namespace shiptally::store {

/// What a clock in the future once marked as arriving days ahead had arrived by now: it gets that arrival
/// time. Else whatever comes next would have to be marked with the same, and as_of questions would miss it
/// until the clock has caught up.  Now is the later of `wall` and the time in kClockCursor; without the
/// latter nothing is changed, because `wall` alone may be wrong.  Before restore_log(), for which it empties
/// the log.  Throws SQLite::Exception.
void heal_arrival_times(SQLite::Database& database, Instant wall);

}  // namespace shiptally::store
