#pragma once

#include <vector>

#include "daemon/store/sqlite/statement.h"
#include "schema/base/result.h"
#include "schema/closed_month.h"

namespace shiptally::store {

/// Throws a constraint's exception unless it follows the month closed last.
void write_closed_month(const SQLite::Database& database, const ClosedMonth& closed);

/// By number.
std::vector<ClosedMonth> read_closed_months(const SQLite::Database& database);

/// When what was stored last had arrived; 1970 when nothing is stored.
Instant read_last_arrival(const SQLite::Database& database);

}  // namespace shiptally::store
