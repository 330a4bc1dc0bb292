#include "daemon/store/requests/chunk_table.h"

#include <algorithm>
#include <limits>
#include <string>

namespace shiptally::store {
namespace {

// Bounds of what the writer keeps; past them it forgets everything and reads again what it needs.
constexpr std::size_t kMetasMax = 50'000;
constexpr std::size_t kCachedBytesMax = 8U << 20;

constexpr unsigned kNumberBits = 32;

template <class Part>
std::shared_ptr<const Part> load(Statement& select, const ChunkMeta& meta) {
  const ResetOnExit reset(select);
  select.integer(1, meta.id);
  const bool there = select.step();
  auto part = there ? Part::open(select.blob_at(0), meta.rows) : nullptr;
  if (!part)
    throw SQLite::Exception(
        "request_chunk " + std::to_string(meta.id) + (there ? " is damaged" : " is missing"), SQLITE_CORRUPT);
  return part;
}

}  // namespace

std::int64_t hour_of(std::int64_t ts_ms) { return (ts_ms >= 0 ? ts_ms : ts_ms - kHourMs + 1) / kHourMs; }

std::int64_t first_chunk_id(std::int64_t hour) { return hour * (std::int64_t{1} << kNumberBits); }

std::int64_t hour_of_chunk(std::int64_t id) { return id >> kNumberBits; }

ChunkReader::ChunkReader(sqlite3* connection)
    : of_hour_(connection,
               "SELECT id, first_ms, last_ms, rows FROM request_chunk"
               " WHERE id >= ?1 AND id < ?2 AND first_batch <= ?3 ORDER BY id"),
      keys_(connection, "SELECT keys FROM request_chunk WHERE id = ?1"),
      body_(connection, "SELECT body FROM request_chunk WHERE id = ?1") {}

std::vector<ChunkMeta> ChunkReader::of_hour(std::int64_t hour, std::int64_t batch_max) {
  const ResetOnExit reset(of_hour_);
  of_hour_.integer(1, first_chunk_id(hour));
  of_hour_.integer(2, first_chunk_id(hour + 1));
  of_hour_.integer(3, batch_max);
  std::vector<ChunkMeta> out;
  while (of_hour_.step())
    out.push_back({of_hour_.integer_at(0), of_hour_.integer_at(1), of_hour_.integer_at(2),
                   static_cast<std::size_t>(of_hour_.integer_at(3))});
  return out;
}

std::shared_ptr<const ChunkKeys> ChunkReader::keys(const ChunkMeta& meta) {
  return load<ChunkKeys>(keys_, meta);
}

std::shared_ptr<const ChunkBody> ChunkReader::body(const ChunkMeta& meta) {
  return load<ChunkBody>(body_, meta);
}

ChunkTable::ChunkTable(const SQLite::Database& database)
    : reader_(database.getHandle()),
      insert_(database,
              "INSERT INTO request_chunk (id, first_ms, last_ms, first_batch, rows, keys, body)"
              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
      erase_(database, "DELETE FROM request_chunk WHERE id = ?1"),
      erase_before_(database,
                    "DELETE FROM request_chunk WHERE id IN"
                    " (SELECT id FROM request_chunk WHERE id < ?1 ORDER BY id LIMIT ?2)") {}

const std::vector<ChunkMeta>& ChunkTable::of_hour(std::int64_t hour) {
  const auto known = hours_.find(hour);
  if (known != hours_.end()) return known->second;
  trim();
  auto metas = reader_.of_hour(hour, std::numeric_limits<std::int64_t>::max());
  metas_count_ += metas.size() + 1;
  return hours_.emplace(hour, std::move(metas)).first->second;
}

template <class Kept, class Read>
typename Kept::mapped_type ChunkTable::kept(Kept& parts, std::int64_t chunk, Read read) {
  const auto known = parts.find(chunk);
  if (known != parts.end()) return known->second;
  auto part = read();
  cached_bytes_ += part->bytes();
  parts.emplace(chunk, part);
  return part;
}

std::shared_ptr<const ChunkKeys> ChunkTable::keys(const ChunkMeta& meta) {
  trim();
  return kept(keys_, meta.id, [&] { return reader_.keys(meta); });
}

std::shared_ptr<const ChunkBody> ChunkTable::body(const ChunkMeta& meta) {
  trim();
  return kept(bodies_, meta.id, [&] { return reader_.body(meta); });
}

void ChunkTable::insert(const PackedChunk& chunk) {
  const std::int64_t hour = hour_of(chunk.first_ms);
  const std::vector<ChunkMeta>& metas = of_hour(hour);
  const std::int64_t id = metas.empty() ? first_chunk_id(hour) : metas.back().id + 1;
  insert_.integer(1, id);
  insert_.integer(2, chunk.first_ms);
  insert_.integer(3, chunk.last_ms);
  insert_.integer(4, chunk.first_batch);
  insert_.integer(5, static_cast<std::int64_t>(chunk.rows));
  insert_.blob(6, chunk.keys);
  insert_.blob(7, chunk.body);
  insert_.run();
  hours_[hour].push_back({id, chunk.first_ms, chunk.last_ms, chunk.rows});
  ++metas_count_;
}

void ChunkTable::erase(std::int64_t hour, std::span<const ChunkMeta> chunks) {
  std::vector<ChunkMeta>& metas = hours_[hour];
  for (const ChunkMeta& chunk : chunks) {
    erase_.integer(1, chunk.id);
    erase_.run();
    forget(keys_, chunk.id);
    forget(bodies_, chunk.id);
    std::erase_if(metas, [&](const ChunkMeta& meta) { return meta.id == chunk.id; });
  }
}

template <class Kept>
void ChunkTable::forget(Kept& kept, std::int64_t chunk) {
  const auto at = kept.find(chunk);
  if (at == kept.end()) return;
  cached_bytes_ -= at->second->bytes();
  kept.erase(at);
}

std::size_t ChunkTable::erase_before(std::int64_t hour, std::size_t chunks_max) {
  forget_all();
  erase_before_.integer(1, first_chunk_id(hour));
  erase_before_.integer(2, static_cast<std::int64_t>(chunks_max));
  return static_cast<std::size_t>(erase_before_.run());
}

void ChunkTable::forget_all() {
  hours_.clear();
  keys_.clear();
  bodies_.clear();
  metas_count_ = cached_bytes_ = 0;
}

void ChunkTable::trim() {
  if (metas_count_ > kMetasMax) {
    hours_.clear();
    metas_count_ = 0;
  }
  if (cached_bytes_ > kCachedBytesMax) {
    keys_.clear();
    bodies_.clear();
    cached_bytes_ = 0;
  }
}

}  // namespace shiptally::store
