#include "daemon/store/requests/request_log.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <tuple>

#include "daemon/store/requests/row_merge.h"

namespace shiptally::store {
namespace {

constexpr std::size_t kFanIn = 8;          // chunks of a size that become one
constexpr std::size_t kLargeRows = 1'000;  // a chunk of so many rows is left alone
constexpr std::size_t kRowsMax = 4'096;    // of a chunk, so that a reader of few rows reads not too many

/// How far ahead chunks are looked up at once: rows that arrive together are close together.
constexpr std::int64_t kLookAheadMs = 1'000;

bool is_small(const ChunkMeta& chunk) { return chunk.rows < kLargeRows; }

/// Powers of eight.
int size_class(std::size_t rows) { return (static_cast<int>(std::bit_width(rows)) - 1) / 3; }

}  // namespace

bool RequestLog::find(std::int64_t ts_ms, RequestId id, RowValues& out) {
  const bool is_ahead = std::tie(ts_ms, id) >= std::tie(asked_ms_, asked_id_);
  if (!is_ahead || ts_ms >= candidates_to_ms_) look_at(ts_ms);
  asked_ms_ = ts_ms;
  asked_id_ = id;
  bool found = false;
  for (Candidate& candidate : candidates_) {
    if (ts_ms < candidate.meta.first_ms || ts_ms > candidate.meta.last_ms) continue;
    const auto row = candidate.keys->find(ts_ms, id, candidate.from);
    if (!row) continue;
    auto body = chunks_.body(candidate.meta);
    const std::int64_t batch = body->value(Field::batch, *row);
    if (found && batch <= out[Field::batch]) continue;
    found = true;
    found_ = std::move(body);
    found_->read(*row, out);
  }
  out.ts_ms = ts_ms;
  out.id = id;
  return found;
}

// Keys are asked for in ascending order, so a search goes on where the last one ended; an hour's first
// question or one that goes back begins anew.
void RequestLog::look_at(std::int64_t ts_ms) {
  const std::int64_t hour = hour_of(ts_ms), hour_end = (hour + 1) * kHourMs;
  candidates_.clear();
  candidates_to_ms_ = std::min(ts_ms + kLookAheadMs, hour_end);
  for (const ChunkMeta& meta : chunks_.of_hour(hour))
    if (meta.first_ms < candidates_to_ms_ && meta.last_ms >= ts_ms) candidates_.push_back({meta, nullptr});
  for (Candidate& candidate : candidates_) candidate.keys = chunks_.keys(candidate.meta);
}

void RequestLog::forget_candidates() {
  candidates_.clear();
  candidates_to_ms_ = std::numeric_limits<std::int64_t>::min();
}

void RequestLog::append(const RowValues& row) {
  const std::int64_t hour = hour_of(row.ts_ms);
  if (pending_.size() > 0 && (hour != pending_hour_ || pending_.size() == kRowsMax)) store_pending();
  pending_hour_ = hour;
  pending_.add(row);
}

void RequestLog::flush() {
  if (pending_.size() > 0) store_pending();
  forget_candidates();
}

void RequestLog::store_pending() {
  const bool is_new_hour = chunks_.of_hour(pending_hour_).empty();
  chunks_.insert(pending_.pack());
  if (is_new_hour) merge_all_small(pending_hour_ - 1);
  merge_where_due(pending_hour_);
  forget_candidates();
}

void RequestLog::merge_where_due(std::int64_t hour) {
  for (int size = 0; size <= size_class(kLargeRows - 1); ++size) {
    std::vector<ChunkMeta> alike;
    for (const ChunkMeta& chunk : chunks_.of_hour(hour))
      if (is_small(chunk) && size_class(chunk.rows) == size) alike.push_back(chunk);
    if (alike.size() >= kFanIn) merge(hour, alike);
  }
}

void RequestLog::merge_all_small(std::int64_t hour) {
  std::vector<ChunkMeta> some;
  std::size_t rows = 0;
  for (const ChunkMeta& chunk : std::vector<ChunkMeta>(chunks_.of_hour(hour))) {
    if (!is_small(chunk)) continue;
    if (rows + chunk.rows > kRowsMax) {
      merge(hour, some);
      some.clear();
      rows = 0;
    }
    some.push_back(chunk);
    rows += chunk.rows;
  }
  merge(hour, some);
}

void RequestLog::merge(std::int64_t hour, const std::vector<ChunkMeta>& chunks) {
  if (chunks.size() < 2) return;
  RowMerge rows;
  std::vector<std::shared_ptr<const ChunkBody>> bodies;  // hold the texts until they are packed
  for (const ChunkMeta& chunk : chunks) {
    bodies.push_back(chunks_.body(chunk));
    rows.add(chunks_.keys(chunk), bodies.back());
  }
  std::shared_ptr<const ChunkBody> body;
  for (RowValues row; !rows.empty();) {
    rows.take(row, body);
    merged_.add(row);
  }
  chunks_.insert(merged_.pack());
  chunks_.erase(hour, chunks);
}

std::size_t RequestLog::expire(std::int64_t hour, std::size_t chunks_max) {
  forget_candidates();
  return chunks_.erase_before(hour, chunks_max);
}

void RequestLog::rollback() {
  pending_.clear();
  merged_.clear();
  forget_candidates();
  found_.reset();
  chunks_.rollback();
}

}  // namespace shiptally::store
