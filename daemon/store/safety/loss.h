#pragma once
// Whether a data directory still holds what it held: its database against the high-water marks, and the key
// that seals users against the one that was used.

#include <filesystem>
#include <optional>
#include <span>

#include "daemon/store/safety/high_water.h"

namespace shiptally::store {

/// A mark, and the file it was read from.
struct FoundMark {
  std::filesystem::path file;
  HighWaterMark mark;
};

/// The last batch of a database.
struct LastBatch {
  std::int64_t batch = 0;  ///< 0: none
  Instant recorded{};
};
/// Throws SQLite::Exception.  A database that was never filled has none.
LastBatch last_batch(const std::filesystem::path& database);

/// Code::unsupported, with what is missing and what to do, when the database does not hold the last batch of
/// every mark, or is not there at all.  Reads only, so that a damaged WAL stays as it is for whoever mends
/// it. Throws SQLite::Exception.
Result<void> find_loss(const std::filesystem::path& database, std::span<const FoundMark> marks);

/// Code::unsupported when `user_key`, a fingerprint, is not the one of a mark; none of the two: no answer.
/// An empty fingerprint says that the key is not there.
Result<void> find_lost_key(const std::optional<std::string>& user_key, std::span<const FoundMark> marks);

}  // namespace shiptally::store
