#include "daemon/store/safety/damage.h"

#include <chrono>
#include <string>
#include <vector>

#include "daemon/store/sqlite/database.h"
#include "daemon/store/sqlite/errors.h"
#include "daemon/store/sqlite/statement.h"

namespace shiptally::store {
namespace {

constexpr int kCheckStepsPerLook = 10'000;  // of SQLite's machine, between two looks at the clock

/// Ends the statement that runs once the time is over or it is asked to.
class Deadline {
 public:
  Deadline(const SQLite::Database& database, const std::stop_token& stop)
      : connection_(database.getHandle()), stop_(stop) {
    const auto look = [](void* self) -> int { return static_cast<Deadline*>(self)->over(); };
    sqlite3_progress_handler(connection_, kCheckStepsPerLook, look, this);
  }
  ~Deadline() { sqlite3_progress_handler(connection_, 0, nullptr, nullptr); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  void set(Millis length) { end_ = std::chrono::steady_clock::now() + length; }

 private:
  bool over() const { return stop_.stop_requested() || std::chrono::steady_clock::now() > end_; }

  sqlite3* const connection_;
  const std::stop_token stop_;
  std::chrono::steady_clock::time_point end_;
};

std::vector<std::string> tables_of(const SQLite::Database& database) {
  Statement select(database, "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0");
  std::vector<std::string> names;
  while (select.step()) names.emplace_back(select.text_at(0));
  return names;
}

/// None when it is sound, or was given up.
std::optional<std::string> damage_of(const SQLite::Database& database, const std::string& table) try {
  Statement check(database, "PRAGMA quick_check('" + table + "')");  // a name of ours, without quotes
  if (check.step() && check.text_at(0) != "ok") return table + ": " + std::string(check.text_at(0));
  return {};
} catch (const SQLite::Exception& failure) {
  if (is_damage(failure)) return table + ": " + failure.what();
  return {};
}

Error damaged(const std::filesystem::path& database, const std::string& what) {
  return {Code::unsupported, database.string() + " is damaged: " + what +
                                 ".  Restore a backup; what can be read of this one, `sqlite3 " +
                                 database.string() + " .recover` shows."};
}

}  // namespace

Result<void> find_damage(const std::filesystem::path& database, std::uintmax_t bytes_max) try {
  std::error_code unknown;
  const std::uintmax_t bytes = std::filesystem::file_size(database, unknown);
  if (unknown) return {};
  const SQLite::Database opened = open_reader(database);
  Statement tables(opened, "SELECT count(*) FROM sqlite_schema");
  tables.step();
  if (bytes > bytes_max) return {};
  Statement check(opened, "PRAGMA quick_check(1)");
  if (check.step() && check.text_at(0) != "ok") return damaged(database, std::string(check.text_at(0)));
  return {};
} catch (const SQLite::Exception& failure) {
  if (is_damage(failure)) return damaged(database, failure.what());
  return to_error(failure);
}

std::optional<std::string> find_damage_in_tables(const std::filesystem::path& database,
                                                 const std::stop_token& stop, Millis table_max) try {
  const SQLite::Database opened = open_reader(database);
  Deadline deadline(opened, stop);
  deadline.set(table_max);
  for (const std::string& table : tables_of(opened)) {
    if (stop.stop_requested()) return {};
    deadline.set(table_max);
    if (auto damage = damage_of(opened, table)) return damage;
  }
  return {};
} catch (const SQLite::Exception&) {
  return {};  // trouble with the disk, which the writer meets as well
}

}  // namespace shiptally::store
