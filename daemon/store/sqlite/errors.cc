#include "daemon/store/sqlite/errors.h"

#include <sqlite3.h>

namespace shiptally::store {

bool is_storage_trouble(const SQLite::Exception& failure) {
  switch (failure.getErrorCode() & 0xff) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_PERM:
      return true;
    default:
      return false;
  }
}

bool is_damage(const SQLite::Exception& failure) {
  switch (failure.getErrorCode() & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return true;
    default:
      return false;
  }
}

bool is_failed_sync(const SQLite::Exception& failure) {
  const int code = failure.getExtendedErrorCode();
  return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC;
}

bool is_interrupted(const SQLite::Exception& failure) {
  return (failure.getErrorCode() & 0xff) == SQLITE_INTERRUPT;
}

Error to_error(const SQLite::Exception& failure) {
  const std::string reason = failure.what();
  if (is_storage_trouble(failure)) return {Code::unavailable, "database: " + reason};
  if (is_damage(failure)) return {Code::unavailable, "database: damaged: " + reason};
  switch (failure.getErrorCode() & 0xff) {
    case SQLITE_INTERRUPT:
      return {Code::unavailable, "query deadline exceeded"};
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
      return {Code::invalid, "refused by the schema: " + reason};
    default:
      return {Code::internal, "database: " + reason};
  }
}

}  // namespace shiptally::store
