#pragma once

#include <SQLiteCpp/Database.h>

#include <optional>
#include <string_view>
#include <vector>

#include "schema/facts.h"
#include "schema/result.h"
#include "schema/window.h"

namespace shiptally::store {

/// Current charges of a window, see Snapshot::charges(); with a source only its own.  Sorted by key.
Result<std::vector<Charge>> read_charges(const SQLite::Database& database, Window window,
                                         std::optional<Instant> as_of,
                                         std::optional<std::string_view> source = {});

}  // namespace shiptally::store
