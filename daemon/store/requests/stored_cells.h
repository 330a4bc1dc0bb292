#pragma once

#include <unordered_map>

#include "daemon/store/requests/rollup_columns.h"

namespace shiptally::store {

/// The cells of one rollup table, on the writer's connection.  Those written last are kept in memory:
/// requests come as they happen, so the same minute, hour and day change again and again, and what is known
/// need not be read and unpacked to be added to.  Lives inside the writer's transactions.
class StoredCells {
 public:
  StoredCells(const SQLite::Database& database, Level level);

  /// Adds to a cell; one that comes to nothing is taken away.
  void add(Instant start, std::int64_t series, const Cell& change);

  void rollback() noexcept;  ///< after ROLLBACK; touches no disk, which may be what failed

 private:
  struct Key {
    std::int64_t start_ms, series;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct HashKey {
    std::size_t operator()(const Key& key) const;
  };
  struct Kept {
    Cell cell;
    std::size_t bytes = 0;
  };
  void forget();
  void look_up_newest();
  void read(const Key& key, Cell& out);
  void remove(const Key& key);
  void write(const Key& key, Kept& kept);

  Statement find_, replace_, remove_, newest_;
  bool newest_known_ = false;    ///< whether these two hold:
  std::int64_t newest_ms_ = 0;   ///< a cell of the table that begins later is kept_
  std::int64_t written_ms_ = 0;  ///< no cell of the table begins later
  std::unordered_map<Key, Kept, HashKey> kept_;
  std::size_t kept_bytes_ = 0;
  CellBytes bytes_;
};

}  // namespace shiptally::store
