#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/store/sqlite/statement.h"
#include "schema/base/instant.h"
#include "schema/batch.h"

namespace shiptally::store {

/// Moves the source's cursor; the rows it stands for are in the same transaction.
void write_cursor(const SQLite::Database& database, const Cursor& cursor, Instant recorded);

/// Where the source stands; none when it was never read.
std::optional<std::string> read_cursor(const SQLite::Database& database, std::string_view name);

}  // namespace shiptally::store
