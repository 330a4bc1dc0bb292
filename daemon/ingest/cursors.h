#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "schema/base/result.h"

namespace shiptally::ingest {

/// Where the source of that name stands (schema/batch.h), by a read-only connection of its own; none when it
/// was never read.  Any thread; for questions that are rare.
Result<std::optional<std::string>> stored_position(const std::filesystem::path& data_dir,
                                                   std::string_view cursor);

}  // namespace shiptally::ingest
