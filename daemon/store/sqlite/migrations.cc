#include "daemon/store/sqlite/migrations.h"

#include <SQLiteCpp/Transaction.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "daemon/store/sqlite/errors.h"
#include "daemon/store/sqlite/statement.h"

namespace shiptally::store {
namespace {

int version_of(const SQLite::Database& database) {
  Statement statement(database, "PRAGMA user_version");
  statement.step();
  return static_cast<int>(statement.integer_at(0));
}

bool is_sound(const std::filesystem::path& file) {
  const SQLite::Database copy(file.string(), SQLite::OPEN_READONLY);
  Statement check(copy, "PRAGMA quick_check(1)");
  return check.step() && check.text_at(0) == "ok";
}

/// VACUUM INTO does not sync what it wrote.
bool sync_file(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return synced;
}

Result<void> back_up(SQLite::Database& database, int before) {
  char suffix[32];
  std::snprintf(suffix, sizeof suffix, ".before-%04d", before);
  const std::filesystem::path copy = database.getFilename() + suffix;
  std::error_code ignored;
  std::filesystem::remove(copy, ignored);  // left by an attempt that failed
  Statement vacuum(database, "VACUUM INTO ?1");
  const std::string target = copy.string();
  vacuum.text(1, target);
  vacuum.run();
  if (!sync_file(copy) || !is_sound(copy))
    return Error{Code::unavailable, "backup before the migration is not sound: " + target};
  return {};
}

}  // namespace

Result<void> migrate(SQLite::Database& database, std::span<const Migration> migrations) try {
  const int found = version_of(database);
  const int newest = migrations.empty() ? 0 : migrations.back().version;
  if (found > newest)
    return Error{Code::unsupported, "database schema " + std::to_string(found) +
                                        " is newer than this program, which knows " + std::to_string(newest)};
  if (found == newest) return {};
  if (found > 0)
    if (auto copied = back_up(database, newest); !copied) return copied;
  SQLite::Transaction transaction(database);
  for (const Migration& migration : migrations)
    if (migration.version > found) database.exec(std::string(migration.sql));
  database.exec("PRAGMA user_version = " + std::to_string(newest));
  transaction.commit();
  return {};
} catch (const SQLite::Exception& failure) {
  Error error = to_error(failure);
  error.message = "migration: " + error.message;
  return error;
}

}  // namespace shiptally::store
