#pragma once
// Keeps the rollups equal to the sums of the rows.  Changes are summed in memory and written once a bucket
// and series; rows that come sorted by time touch each bucket once a transaction.

#include <array>
#include <vector>

#include "daemon/store/requests/stored_cells.h"

namespace shiptally::store {

/// One rollup table.  Holds the changes of some thousand series in one bucket; those of another bucket, or of
/// one series more, flush them first.
class LevelWriter {
 public:
  /// `coarser` (or none) gets the sum of every bucket that is flushed.
  LevelWriter(const SQLite::Database& database, Level level, LevelWriter* coarser);

  void add(std::int64_t series, const Request& row, int sign);
  void flush();
  void rollback();

 private:
  struct Change {
    std::int64_t series;
    std::size_t place;  ///< in places_
    Cell cell;
  };
  Change& change(Instant time, std::int64_t series);
  std::size_t place_of(std::int64_t series) const;
  void clear();

  Millis length_;
  LevelWriter* coarser_;
  Instant start_{};
  std::vector<Change> changes_;
  std::vector<std::uint16_t> places_;  ///< hashed by series: 1 + index in changes_, 0 if there is none
  StoredCells cells_;
};

class RollupWriter {
 public:
  explicit RollupWriter(const SQLite::Database& database);

  /// sign = -1 takes a row back.  A retracted row changes nothing.
  void add(std::int64_t series, const Request& row, int sign);
  void flush();     ///< before COMMIT
  void rollback();  ///< after ROLLBACK

 private:
  LevelWriter day_, hour_, five_minutes_, minute_;
};

}  // namespace shiptally::store
