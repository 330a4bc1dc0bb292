#pragma once
// The log of delivery facts (schema/sql/0004_delivery_log.sql): appended by the writer, read from any number
// on.

#include "daemon/store/facts/delivery_chunk.h"
#include "daemon/store/sqlite/statement.h"
#include "schema/base/interruption.h"
#include "schema/base/result.h"
#include "schema/batch.h"
#include "schema/compact_facts.h"

namespace shiptally::store {

/// Lives inside the writer's transactions.
class DeliveryLog {
 public:
  explicit DeliveryLog(const SQLite::Database& database);
  DeliveryLog(const DeliveryLog&) = delete;
  DeliveryLog& operator=(const DeliveryLog&) = delete;

  /// Forgets what was added and not flushed.
  void begin() { chunk_ = {}; }
  /// A deployment, commit, change, review or incident, with its content_hash().
  template <class Fact>
  void add(const Fact& fact, Hash128 hash, Instant recorded) {
    chunk_.add(revisions_.of(fact, hash, recorded));
  }
  /// Of one of these.
  void add(const Retraction& retraction, Instant recorded) {
    chunk_.add(revisions_.of(retraction, recorded));
  }
  /// Appends what was added as a chunk, and merges the last chunks when many are small.
  void flush();

 private:
  void insert(std::int64_t first, const ChunkWriter& chunk);
  bool merge();
  void merge_from(std::int64_t first);

  ChunkWriter chunk_;
  RevisionMaker revisions_{chunk_.names()};
  Statement insert_, last_, bodies_, remove_;
};

/// Adds to the facts every revision from number `from` on that was recorded by `as_of_ms`; the number of the
/// next one.  Once interrupted, the reason.
Result<std::int64_t> read_log(const SQLite::Database& database, std::int64_t from, std::int64_t as_of_ms,
                              const Interruption& interruption, CompactFacts& into);

}  // namespace shiptally::store
