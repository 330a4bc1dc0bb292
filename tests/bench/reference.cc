#include "tests/bench/reference.h"

#include <sqlite3.h>

#include <stdexcept>
#include <string>

namespace shiptally::bench {
namespace {

constexpr int kColumns = 22;

void run(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(db));
}

}  // namespace

Rate bare_insert(const std::filesystem::path& directory, std::size_t rows, std::size_t rows_per_commit) {
  sqlite3* db = nullptr;
  if (sqlite3_open((directory / "reference.db").c_str(), &db) != SQLITE_OK) throw std::runtime_error("open");
  run(db, "PRAGMA journal_mode=WAL");
  run(db, "PRAGMA synchronous=FULL");
  std::string create = "CREATE TABLE reference (c0 INTEGER", insert = "INSERT INTO reference VALUES (?";
  for (int i = 1; i < kColumns; ++i) {
    create += ", c" + std::to_string(i) + " INTEGER";
    insert += ", ?";
  }
  run(db, (create + ")").c_str());
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(db, (insert + ")").c_str(), -1, &statement, nullptr);

  const auto start = Clock::now();
  const double cpu = own_cpu_seconds();
  for (std::size_t row = 0; row < rows; ++row) {
    if (row % rows_per_commit == 0) run(db, "BEGIN");
    for (int column = 0; column < kColumns; ++column)
      sqlite3_bind_int64(statement, column + 1,
                         static_cast<sqlite3_int64>(row * 31 + static_cast<unsigned>(column)));
    if (sqlite3_step(statement) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(db));
    sqlite3_reset(statement);
    if ((row + 1) % rows_per_commit == 0 || row + 1 == rows) run(db, "COMMIT");
  }
  const double count = static_cast<double>(rows);
  const Rate rate{count / seconds_since(start), (own_cpu_seconds() - cpu) / count * 1e6};
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return rate;
}

}  // namespace shiptally::bench
