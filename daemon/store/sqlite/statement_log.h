#pragma once

#include <SQLiteCpp/Database.h>

#include <vector>

#include "daemon/store/snapshot.h"

namespace shiptally::store {

/// Notes which statements a connection runs, as long as it lives.  One at a time for a connection, on its
/// thread.
class StatementLog {
 public:
  explicit StatementLog(SQLite::Database& database);
  ~StatementLog();
  StatementLog(const StatementLog&) = delete;
  StatementLog& operator=(const StatementLog&) = delete;

  /// What ran so far, the longest first, each with its plan.
  std::vector<RanStatement> statements() const;

 private:
  static constexpr std::size_t kStatementsMax = 32;  ///< different ones; those beyond are left out

  void ran(const char* sql, std::chrono::nanoseconds took);

  SQLite::Database& database_;
  std::vector<RanStatement> ran_;
};

}  // namespace shiptally::store
