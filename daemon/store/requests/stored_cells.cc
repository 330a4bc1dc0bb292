#include "daemon/store/requests/stored_cells.h"

#include <algorithm>
#include <limits>

namespace shiptally::store {
namespace {

constexpr std::size_t kKeptBytesMax = 3U << 20;

/// What a sketch takes in memory for each byte it is written as, about.
constexpr std::size_t kBytesPerByte = 8;

}  // namespace

std::size_t StoredCells::HashKey::operator()(const Key& key) const {
  constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15U;
  const std::uint64_t mixed =
      (static_cast<std::uint64_t>(key.start_ms) * kMix ^ static_cast<std::uint64_t>(key.series)) * kMix;
  return mixed ^ mixed >> 32;
}

StoredCells::StoredCells(const SQLite::Database& database, Level level)
    : find_(database, find_sql(level)),
      replace_(database, replace_sql(level)),
      remove_(database,
              "DELETE FROM " + std::string(rollup_table(level)) + " WHERE start_ms = ?1 AND series_id = ?2"),
      newest_(database, "SELECT max(start_ms) FROM " + std::string(rollup_table(level))) {}

void StoredCells::add(Instant start, std::int64_t series, const Cell& change) {
  const Key key{to_ms(start), series};
  if (!newest_known_) look_up_newest();
  if (kept_bytes_ > kKeptBytesMax) forget();
  const auto [at, is_new] = kept_.try_emplace(key);
  if (is_new && key.start_ms <= newest_ms_) read(key, at->second.cell);
  at->second.cell += change;
  if (at->second.cell.requests == 0) return remove(key);
  write(key, at->second);
}

void StoredCells::read(const Key& key, Cell& out) {
  const ResetOnExit reset(find_);
  find_.integer(1, key.start_ms);
  find_.integer(2, key.series);
  if (!find_.step()) return;
  StoredCell stored;
  read_cell(find_, kWholeCell, stored);
  const auto latency = Sketch::decode(stored.latency), ttft = Sketch::decode(stored.ttft);
  if (!latency || !ttft)
    throw SQLite::Exception("rollup of " + std::to_string(key.start_ms) + ": a sketch is damaged",
                            SQLITE_CORRUPT);
  static_cast<CellSums&>(out) = stored.sums;
  out.latency = *latency;
  out.ttft = *ttft;
}

void StoredCells::remove(const Key& key) {
  const auto at = kept_.find(key);
  kept_bytes_ -= at->second.bytes;
  kept_.erase(at);
  remove_.integer(1, key.start_ms);
  remove_.integer(2, key.series);
  remove_.run();
}

void StoredCells::write(const Key& key, Kept& kept) {
  bind_cell(replace_, instant_from_ms(key.start_ms), key.series, kept.cell, bytes_);
  replace_.run();
  const std::size_t bytes = sizeof(Kept) + kBytesPerByte * (bytes_.latency.size() + bytes_.ttft.size());
  kept_bytes_ += bytes - kept.bytes;
  kept.bytes = bytes;
  written_ms_ = std::max(written_ms_, key.start_ms);
}

void StoredCells::forget() {
  kept_.clear();
  kept_bytes_ = 0;
  newest_ms_ = written_ms_;
}

void StoredCells::look_up_newest() {
  const ResetOnExit reset(newest_);
  newest_.step();
  written_ms_ = newest_.null_at(0) ? std::numeric_limits<std::int64_t>::min() : newest_.integer_at(0);
  newest_ms_ = written_ms_;
  newest_known_ = true;
}

void StoredCells::rollback() noexcept {
  kept_.clear();
  kept_bytes_ = 0;
  newest_known_ = false;
}

}  // namespace shiptally::store
