#pragma once
// Connections as this daemon needs them: pragmas set, functions registered.  All throw SQLite::Exception.

#include <SQLiteCpp/Database.h>

#include <filesystem>

namespace shiptally::store {

inline constexpr const char* kDatabaseName = "shiptally.db";

/// The one connection that writes and checkpoints.  Creates the file when there is none.
SQLite::Database open_writer(const std::filesystem::path& file);

/// A connection that cannot write, neither rows nor checkpoints.
SQLite::Database open_reader(const std::filesystem::path& file);

/// Throws SQLite::Exception (SQLITE_FULL) unless the file system of a directory has room for a few commits.
/// SQLite alone would not notice: it writes over the old part of its WAL first.
void need_room(const std::filesystem::path& directory);

}  // namespace shiptally::store
