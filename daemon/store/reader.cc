#include "daemon/store/open_snapshot.h"
#include "daemon/store/sqlite/database.h"
#include "daemon/store/sqlite/errors.h"

namespace shiptally::store {
namespace {

// Virtual machine steps between two looks at the clock; some tens of microseconds.
constexpr int kStepsPerLook = 2000;

/// Ends a snapshot's transaction when the snapshot's constructor fails half way, too.
void end_transaction(const SQLite::Database& database) {
  sqlite3_progress_handler(database.getHandle(), 0, nullptr, nullptr);
  if (!sqlite3_get_autocommit(database.getHandle()))
    sqlite3_exec(database.getHandle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

class ConnectionReader final : public Reader {
 public:
  using Reader::begin;
  ConnectionReader(SQLite::Database database, OnDamage on_damage)
      : on_damage_(std::move(on_damage)), database_(std::move(database)), names_(database_) {}

  Result<std::unique_ptr<Snapshot>> begin(Interruption interruption) override try {
    return std::make_unique<OpenSnapshot>(database_, names_, std::move(interruption), on_damage_);
  } catch (const SQLite::Exception& failure) {
    end_transaction(database_);
    if (on_damage_ && is_damage(failure)) on_damage_(failure.what());
    return to_error(failure);
  }

 private:
  const OnDamage on_damage_;
  SQLite::Database database_;
  Names names_;
};

}  // namespace

OpenSnapshot::OpenSnapshot(SQLite::Database& database, Names& names, Interruption interruption,
                           const Reader::OnDamage& on_damage)
    : on_damage_(on_damage),
      database_(database),
      names_(names),
      interruption_(std::move(interruption)),
      log_(database) {
  database_.exec("BEGIN");
  database_.exec("SELECT 1 FROM series LIMIT 1");  // the first read: from here on the state is fixed
  const auto look = [](void* self) -> int {
    return static_cast<const OpenSnapshot*>(self)->interruption_.why().has_value();
  };
  sqlite3_progress_handler(database_.getHandle(), kStepsPerLook, look, this);
}

OpenSnapshot::~OpenSnapshot() { end_transaction(database_); }

std::vector<RanStatement> OpenSnapshot::statements() {
  sqlite3_progress_handler(database_.getHandle(), 0, nullptr, nullptr);  // a plan takes no time
  return log_.statements();
}

Result<std::unique_ptr<Snapshot>> Reader::begin(Millis deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  return begin(Interruption([end]() -> std::optional<Error> {
    if (std::chrono::steady_clock::now() < end) return std::nullopt;
    return Error{Code::unavailable, "query deadline exceeded"};
  }));
}

Result<std::unique_ptr<Reader>> Reader::open(const std::filesystem::path& directory, OnDamage on_damage) try {
  return std::make_unique<ConnectionReader>(open_reader(directory / kDatabaseName), std::move(on_damage));
} catch (const SQLite::Exception& failure) {
  return to_error(failure);
}

}  // namespace shiptally::store
