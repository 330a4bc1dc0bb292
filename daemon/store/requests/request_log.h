#pragma once
// All versions of all requests on the disk, an hour of event time at a time: found by their key, appended in
// its order.  Never changed in place: what a sender says later is a further version.
//
// A transaction leaves one chunk in each hour that it touches.  Small chunks cost space and searches, so
// eight of a size become one of eight times that size, until it is large enough to be left alone; and when an
// hour begins, what is left of the one before it becomes one.  A row is written some two to four times in its
// life, each time among its neighbours.

#include <limits>

#include "daemon/store/requests/chunk_table.h"

namespace shiptally::store {

/// Lives on the writer thread inside its transactions; flush() before COMMIT, rollback() after ROLLBACK.
class RequestLog {
 public:
  explicit RequestLog(const SQLite::Database& database) : chunks_(database) {}

  /// The latest version with that key, of those flushed.  Cheap for keys asked for in ascending order.  The
  /// row's texts are valid until the next call of any function.
  bool find(std::int64_t ts_ms, RequestId id, RowValues& out);

  /// Appends a version; in the order of (ts, id) since the last flush.  Its texts must live until flush().
  void append(const RowValues& row);

  /// Takes away at most `chunks_max` chunks of hours before `hour`, the oldest first; how many.
  std::size_t expire(std::int64_t hour, std::size_t chunks_max);

  void flush();
  void rollback();

 private:
  /// A chunk that may hold the keys asked for next, and how far the search in it has come.
  struct Candidate {
    ChunkMeta meta;
    std::shared_ptr<const ChunkKeys> keys;
    std::size_t from = 0;
  };
  void look_at(std::int64_t ts_ms);
  void forget_candidates();
  void store_pending();
  void merge_where_due(std::int64_t hour);
  void merge_all_small(std::int64_t hour);
  void merge(std::int64_t hour, const std::vector<ChunkMeta>& chunks);

  ChunkTable chunks_;
  ChunkBuilder pending_;
  std::int64_t pending_hour_ = 0;
  std::vector<Candidate> candidates_;
  std::int64_t candidates_to_ms_ = std::numeric_limits<std::int64_t>::min();  ///< they cover times before
  std::int64_t asked_ms_ = 0;                                                 ///< the last key asked for
  RequestId asked_id_;
  std::shared_ptr<const ChunkBody> found_;  ///< holds the texts of the last row found
  ChunkBuilder merged_;
};

}  // namespace shiptally::store
