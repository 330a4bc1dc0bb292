#pragma once

#include <filesystem>

#include "schema/result.h"

namespace shiptally::store {

/// Code::unsupported, with what is wrong and what to do, when a database is not sound: its header and schema,
/// and, up to some size, every page (SQLite's quick_check).  Larger ones would hold up the start for long; of
/// those, damage is met when it is read.  No database is no damage.
Result<void> find_damage(const std::filesystem::path& database);

}  // namespace shiptally::store
