#pragma once

#include <limits>

#include "daemon/store/requests/chunk_table.h"
#include "daemon/store/requests/row_merge.h"
#include "schema/base/window.h"

namespace shiptally::store {

inline constexpr std::int64_t kEveryBatch = std::numeric_limits<std::int64_t>::max();

/// Reads requests of a span of time in the order of (ts, id), each in the version that was current after
/// batch `batch_max`; what is taken back comes as such.  Holds the chunks that overlap in time, no more.
/// Damaged ones throw SQLite::Exception.  Lives within one read transaction.
class RequestCursor {
 public:
  RequestCursor(sqlite3* connection, Window window, std::int64_t batch_max);

  /// False at the end.  The texts of `out` are valid until the next call.
  bool next(RowValues& out);

 private:
  bool take_version();
  bool open_next_hour();
  void open_due_chunks();

  ChunkReader chunks_;
  const std::int64_t from_ms_, to_ms_, batch_max_;
  Statement next_hour_;
  std::int64_t hour_;             ///< the next one to open
  std::vector<ChunkMeta> metas_;  ///< of the hour, by first_ms
  std::size_t next_meta_ = 0;     ///< the first that is not open yet
  RowMerge merge_;
  RowValues version_;  ///< taken from merge_, not given out yet
  bool has_version_ = false;
  std::shared_ptr<const ChunkBody> version_body_, given_body_;  ///< hold the texts
};

}  // namespace shiptally::store
