#pragma once

#include <SQLiteCpp/Database.h>

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "schema/base/result.h"
#include "schema/base/window.h"
#include "schema/facts.h"

namespace shiptally::store {

/// Current charges of a window, see Snapshot::charges(); with a source only its own.  Sorted by key.
Result<std::vector<Charge>> read_charges(const SQLite::Database& database, Window window,
                                         std::optional<Instant> as_of,
                                         std::optional<std::string_view> source = {});

/// See Snapshot::charge_ids().
void read_charge_ids(const SQLite::Database& database, std::string_view source, std::string_view id_prefix,
                     const std::function<void(std::string_view)>& visit);

}  // namespace shiptally::store
