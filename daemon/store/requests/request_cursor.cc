#include "daemon/store/requests/request_cursor.h"

#include <algorithm>

namespace shiptally::store {

RequestCursor::RequestCursor(sqlite3* connection, Window window, std::int64_t batch_max)
    : chunks_(connection),
      from_ms_(to_ms(window.from)),
      to_ms_(to_ms(window.to)),
      batch_max_(batch_max),
      next_hour_(connection, "SELECT id FROM request_chunk WHERE id >= ?1 ORDER BY id LIMIT 1"),
      hour_(hour_of(from_ms_)) {}

bool RequestCursor::next(RowValues& out) {
  if (!has_version_ && !take_version()) return false;
  // Of the versions of a row, which come one after the other, the last one counts.
  do {
    out = version_;
    given_body_ = version_body_;
    has_version_ = false;
  } while (take_version() && version_.ts_ms == out.ts_ms && version_.id == out.id);
  return true;
}

/// The next version that was there after batch_max_.
bool RequestCursor::take_version() {
  for (;;) {
    open_due_chunks();
    if (merge_.empty()) {
      if (!open_next_hour()) return false;
      continue;
    }
    if (merge_.next_ts_ms() >= to_ms_) return false;
    merge_.take(version_, version_body_);
    if (version_[Field::batch] > batch_max_) continue;
    return has_version_ = true;
  }
}

void RequestCursor::open_due_chunks() {
  while (next_meta_ < metas_.size() &&
         (merge_.empty() || metas_[next_meta_].first_ms <= merge_.next_ts_ms())) {
    const ChunkMeta& meta = metas_[next_meta_++];
    auto keys = chunks_.keys(meta);
    std::size_t first_row = 0;
    keys->find(from_ms_, {}, first_row);
    merge_.add(std::move(keys), chunks_.body(meta), first_row);
  }
}

/// False when there is none before the end of the window.
bool RequestCursor::open_next_hour() {
  const ResetOnExit reset(next_hour_);
  next_hour_.integer(1, first_chunk_id(hour_));
  if (!next_hour_.step()) return false;
  hour_ = hour_of_chunk(next_hour_.integer_at(0));
  if (hour_ * kHourMs >= to_ms_) return false;
  metas_ = chunks_.of_hour(hour_++, batch_max_);
  std::erase_if(metas_, [&](const ChunkMeta& m) { return m.last_ms < from_ms_ || m.first_ms >= to_ms_; });
  std::sort(metas_.begin(), metas_.end(),
            [](const ChunkMeta& a, const ChunkMeta& b) { return a.first_ms < b.first_ms; });
  next_meta_ = 0;
  merge_ = {};
  return true;
}

}  // namespace shiptally::store
