#pragma once
// The delivery log of a database that an earlier version wrote.

#include <SQLiteCpp/Database.h>

namespace shiptally::store {

/// Fills an empty log from the revision tables, in one transaction.  Throws SQLite::Exception.
void restore_log(SQLite::Database& database);

}  // namespace shiptally::store
