#include "daemon/store/sqlite/database.h"

#include <fcntl.h>
#include <sqlite3.h>

#include "daemon/store/requests/request_table.h"
#include "daemon/store/safety/descriptor.h"
#include "daemon/store/sqlite/functions.h"

namespace shiptally::store {
namespace {

constexpr int kBusyTimeoutMs = 1000;
constexpr off_t kRoomBytes = 1 << 20;

}  // namespace

SQLite::Database open_writer(const std::filesystem::path& file) {
  SQLite::Database database(
      file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX, kBusyTimeoutMs);
  register_functions(database);
  // The committer checkpoints itself: see store.h for why no other connection may.  Nothing secret is stored,
  // so deleted bytes need not be overwritten.
  database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
      "PRAGMA secure_delete = OFF; PRAGMA foreign_keys = OFF; PRAGMA trusted_schema = OFF;"
      "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000");
  return database;
}

SQLite::Database open_reader(const std::filesystem::path& file) {
  SQLite::Database database(file.string(), SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX, kBusyTimeoutMs);
  register_functions(database);
  register_request_table(database.getHandle());
  database.exec(
      "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA trusted_schema = OFF; PRAGMA temp_store "
      "= MEMORY");
  return database;
}

void need_room(const std::filesystem::path& directory) {
  // A file without a name, so that nothing is left of it.  Not every file system has them: then the commit
  // that follows is the only test.
  const Descriptor scratch(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (scratch && ::posix_fallocate(scratch.get(), 0, kRoomBytes) != 0)
    throw SQLite::Exception("database or disk is full", SQLITE_FULL);
}

}  // namespace shiptally::store
