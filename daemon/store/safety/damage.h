#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>

#include "schema/base/instant.h"
#include "schema/base/result.h"

namespace shiptally::store {

/// Code::unsupported, with what is wrong and what to do, when a database is not sound: its header and schema,
/// and, up to that size, every page (SQLite's quick_check: 250 MB take a second, five from a cold disk).  A
/// larger one is left to find_damage_in_tables().  No database is no damage.
Result<void> find_damage(const std::filesystem::path& database, std::uintmax_t bytes_max);

/// The first page that is not sound, in words; beside the writer, a table at a time.  As long as a table is
/// read, the WAL cannot begin anew, so each is given up after `table_max`; all of it soon after `stop`.
std::optional<std::string> find_damage_in_tables(const std::filesystem::path& database,
                                                 const std::stop_token& stop, Millis table_max);

}  // namespace shiptally::store
