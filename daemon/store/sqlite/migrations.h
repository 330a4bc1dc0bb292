#pragma once
// The schema's history.  PRAGMA user_version says which migration a file has seen last.

#include <SQLiteCpp/Database.h>

#include <filesystem>
#include <span>
#include <string_view>

#include "schema/base/result.h"

namespace shiptally::store {

struct Migration {
  int version;
  std::string_view name;
  std::string_view sql;
};

/// The files of schema/sql, ascending by version.
std::span<const Migration> embedded_migrations();

/// Brings a database to the last of `migrations`, all of them and the version in one transaction.  An
/// existing database is first copied to "<file>.before-NNNN" beside it, and the copy checked.
/// Code::unsupported when the file is newer than `migrations`; on any error the database is what it was.
Result<void> migrate(SQLite::Database& database, std::span<const Migration> migrations);

}  // namespace shiptally::store
