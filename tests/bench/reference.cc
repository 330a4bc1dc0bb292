#include "tests/bench/reference.h"

#include <sqlite3.h>

#include <random>
#include <stdexcept>
#include <string>

namespace shiptally::bench {
namespace {

constexpr int kColumns = 22;

void run(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(db));
}

/// A table of integers, with an id before them if asked, and the statement that fills it.
class ReferenceTable {
 public:
  ReferenceTable(const std::filesystem::path& directory, bool with_id) : with_id_(with_id) {
    if (sqlite3_open((directory / "reference.db").c_str(), &db_) != SQLITE_OK)
      throw std::runtime_error("open");
    run(db_, "PRAGMA journal_mode=WAL");
    run(db_, "PRAGMA synchronous=FULL");
    std::string create = with_id ? "id BLOB, c0 INTEGER" : "c0 INTEGER", insert = with_id ? "?, ?" : "?";
    for (int i = 1; i < kColumns; ++i) {
      create += ", c" + std::to_string(i) + " INTEGER";
      insert += ", ?";
    }
    run(db_, ("CREATE TABLE reference (" + create + ")").c_str());
    sqlite3_prepare_v2(db_, ("INSERT INTO reference VALUES (" + insert + ")").c_str(), -1, &statement_,
                       nullptr);
  }
  ~ReferenceTable() {
    sqlite3_finalize(statement_);
    sqlite3_close(db_);
  }
  ReferenceTable(const ReferenceTable&) = delete;
  ReferenceTable& operator=(const ReferenceTable&) = delete;

  Rate fill(std::size_t rows, std::size_t rows_per_commit) {
    const auto start = Clock::now();
    const double cpu = own_cpu_seconds();
    for (std::size_t row = 0; row < rows; ++row) {
      if (row % rows_per_commit == 0) run(db_, "BEGIN");
      insert(row);
      if ((row + 1) % rows_per_commit == 0 || row + 1 == rows) run(db_, "COMMIT");
    }
    const double count = static_cast<double>(rows);
    return {count / seconds_since(start), (own_cpu_seconds() - cpu) / count * 1e6};
  }
  void keep_ids_unique() { run(db_, "CREATE UNIQUE INDEX reference_id ON reference (id)"); }

 private:
  void insert(std::size_t row) {
    int parameter = 0;
    std::uint64_t id[2];
    if (with_id_) {
      for (std::uint64_t& half : id) half = random_();
      sqlite3_bind_blob(statement_, ++parameter, id, sizeof id, SQLITE_STATIC);
    }
    for (int column = 0; column < kColumns; ++column)
      sqlite3_bind_int64(statement_, ++parameter,
                         static_cast<sqlite3_int64>(row * 31 + static_cast<unsigned>(column)));
    if (sqlite3_step(statement_) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(db_));
    sqlite3_reset(statement_);
  }

  const bool with_id_;
  std::mt19937_64 random_;
  sqlite3* db_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace

Rate bare_insert(const std::filesystem::path& directory, std::size_t rows, std::size_t rows_per_commit) {
  return ReferenceTable(directory, false).fill(rows, rows_per_commit);
}

Rate unique_insert(const std::filesystem::path& directory, std::size_t there, std::size_t rows) {
  constexpr std::size_t kRowsPerCommit = 10'000;
  ReferenceTable table(directory, true);
  table.fill(there, kRowsPerCommit);
  table.keep_ids_unique();
  return table.fill(rows, kRowsPerCommit);
}

}  // namespace shiptally::bench
