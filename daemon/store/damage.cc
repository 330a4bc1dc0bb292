#include "daemon/store/damage.h"

#include "daemon/store/database.h"
#include "daemon/store/errors.h"
#include "daemon/store/statement.h"

namespace shiptally::store {
namespace {

// Read at some 500 MB/s from the page cache, and as fast as the disk is after a boot.
constexpr std::uintmax_t kCheckedBytesMax = 256U << 20;

Error damaged(const std::filesystem::path& database, const std::string& what) {
  return {Code::unsupported, database.string() + " is damaged: " + what +
                                 ".  Restore a backup; what can be read of this one, `sqlite3 " +
                                 database.string() + " .recover` shows."};
}

}  // namespace

Result<void> find_damage(const std::filesystem::path& database) try {
  std::error_code unknown;
  const std::uintmax_t bytes = std::filesystem::file_size(database, unknown);
  if (unknown) return {};
  const SQLite::Database opened = open_reader(database);
  Statement tables(opened, "SELECT count(*) FROM sqlite_schema");
  tables.step();
  if (bytes > kCheckedBytesMax) return {};
  Statement check(opened, "PRAGMA quick_check(1)");
  if (check.step() && check.text_at(0) != "ok") return damaged(database, std::string(check.text_at(0)));
  return {};
} catch (const SQLite::Exception& failure) {
  if (is_damage(failure)) return damaged(database, failure.what());
  return to_error(failure);
}

}  // namespace shiptally::store
