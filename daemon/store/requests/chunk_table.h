#pragma once

#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "daemon/store/requests/chunk.h"
#include "daemon/store/sqlite/statement.h"

namespace shiptally::store {

inline constexpr std::int64_t kHourMs = 3'600'000;

/// Hours since 1970, also before it.
std::int64_t hour_of(std::int64_t ts_ms);
/// The lowest id that a chunk of that hour can have.
std::int64_t first_chunk_id(std::int64_t hour);
std::int64_t hour_of_chunk(std::int64_t id);

/// A row of `request_chunk` without its bytes.
struct ChunkMeta {
  std::int64_t id = 0;
  std::int64_t first_ms = 0, last_ms = 0;
  std::size_t rows = 0;
};

/// The table `request_chunk`.  A damaged chunk throws SQLite::Exception (SQLITE_CORRUPT).
class ChunkReader {
 public:
  explicit ChunkReader(sqlite3* connection);

  /// Chunks of an hour that hold a row of batch `batch_max` or earlier, by id.
  std::vector<ChunkMeta> of_hour(std::int64_t hour, std::int64_t batch_max);
  std::shared_ptr<const ChunkKeys> keys(const ChunkMeta& meta);
  std::shared_ptr<const ChunkBody> body(const ChunkMeta& meta);

 private:
  Statement of_hour_, keys_, body_;
};

/// The same for the writer, with what it read last kept in memory.  rollback() after a ROLLBACK.
class ChunkTable {
 public:
  explicit ChunkTable(const SQLite::Database& database);

  /// By id; valid until the next call of any function.
  const std::vector<ChunkMeta>& of_hour(std::int64_t hour);
  std::shared_ptr<const ChunkKeys> keys(const ChunkMeta& meta);
  std::shared_ptr<const ChunkBody> body(const ChunkMeta& meta);

  void insert(const PackedChunk& chunk);
  void erase(std::int64_t hour, std::span<const ChunkMeta> chunks);
  /// Erases at most `chunks_max` chunks of hours before `hour`, the oldest first; how many.
  std::size_t erase_before(std::int64_t hour, std::size_t chunks_max);
  void rollback() { forget_all(); }

 private:
  void forget_all();
  void trim();
  template <class Kept, class Read>
  typename Kept::mapped_type kept(Kept& parts, std::int64_t chunk, Read read);
  template <class Kept>
  void forget(Kept& kept, std::int64_t chunk);

  ChunkReader reader_;
  Statement insert_, erase_, erase_before_;
  std::unordered_map<std::int64_t, std::vector<ChunkMeta>> hours_;
  std::unordered_map<std::int64_t, std::shared_ptr<const ChunkKeys>> keys_;    ///< by chunk
  std::unordered_map<std::int64_t, std::shared_ptr<const ChunkBody>> bodies_;  ///< by chunk
  std::size_t metas_count_ = 0, cached_bytes_ = 0;
};

}  // namespace shiptally::store
