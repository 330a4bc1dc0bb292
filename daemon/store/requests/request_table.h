#pragma once
// `request` as a table of SQL: the calls in their current version, one a row, read from the chunks.  For
// tools, `shiptally sql` and tests; the daemon's own questions do not go through it.

struct sqlite3;

namespace shiptally::store {

/// Makes the table known to a connection.  Columns as in request_table.cc; a span of `ts_ms` in the WHERE
/// clause keeps it from reading all.
void register_request_table(sqlite3* connection);

}  // namespace shiptally::store
