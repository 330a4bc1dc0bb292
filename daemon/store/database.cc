#include "daemon/store/database.h"

#include "daemon/store/functions.h"
#include "daemon/store/request_table.h"

namespace shiptally::store {
namespace {

constexpr int kBusyTimeoutMs = 1000;

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

}  // namespace shiptally::store
