#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "daemon/store/requests/chunk.h"

namespace shiptally::store {

/// Rows of several chunks in the order of (ts, id, batch).  Chunks may be added on the way, as long as they
/// begin no earlier than what was taken last.
class RowMerge {
 public:
  void add(std::shared_ptr<const ChunkKeys> keys, std::shared_ptr<const ChunkBody> body,
           std::size_t first_row = 0);

  bool empty() const { return heads_.empty(); }
  std::int64_t next_ts_ms() const { return heads_.front().ts_ms; }  ///< not when empty
  /// Takes the next row; its texts live as long as `body`.
  void take(RowValues& out, std::shared_ptr<const ChunkBody>& body);

 private:
  struct Source {
    std::shared_ptr<const ChunkKeys> keys;
    std::shared_ptr<const ChunkBody> body;
  };
  /// The next row of a source.
  struct Head {
    std::int64_t ts_ms;
    RequestId id;
    std::int64_t batch;
    std::size_t source, row;
  };
  static bool later(const Head& a, const Head& b);
  Head head(std::size_t source, std::size_t row) const;

  std::vector<Source> sources_;
  std::vector<Head> heads_;  ///< a heap, the earliest in front
};

}  // namespace shiptally::store
