#pragma once

#include "daemon/store/dictionary.h"
#include "daemon/store/names.h"
#include "daemon/store/request_columns.h"
#include "daemon/store/rollup_writer.h"

namespace shiptally::store {

/// Writes requests and keeps their rollups.  Which of two versions of a row is current is decided by the
/// rows: retracted beats final beats in progress, then the higher content hash; the loser that was current
/// moves to request_superseded.  Lives inside the writer's transactions.
class RequestWriter {
 public:
  RequestWriter(const SQLite::Database& database, Dictionary& dictionary);

  /// Best in ascending order of (ts, id).  True when the row is new or a newer version; false for a
  /// duplicate.
  bool write(const Request& row, std::int64_t batch);
  /// Takes back a row, also one that is yet to come.  False when it was taken back before.
  bool retract(Instant ts, RequestId id, std::int64_t batch);

  void flush() { rollups_.flush(); }  ///< before COMMIT
  void rollback();                    ///< after ROLLBACK

 private:
  RowIds ids_of(const Request& row, std::int64_t batch);
  bool find(Instant ts, RequestId id, StoredRequest& out);
  bool restate(const Request& row, const RowIds& ids);
  void replace(const Request& row, const RowIds& ids);
  void keep_superseded(Instant ts, RequestId id, std::int64_t batch);

  Dictionary& dictionary_;
  RollupWriter rollups_;
  Names names_;
  Statement insert_, find_, replace_, keep_superseded_, mark_retracted_;
};

}  // namespace shiptally::store
