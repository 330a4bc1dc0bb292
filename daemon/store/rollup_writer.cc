#include "daemon/store/rollup_writer.h"

#include <algorithm>

namespace shiptally::store {

LevelWriter::LevelWriter(const SQLite::Database& database, Level level, LevelWriter* coarser)
    : length_(length(level)),
      coarser_(coarser),
      upsert_(database, upsert_sql(level)),
      remove_empty_(database, "DELETE FROM " + std::string(rollup_table(level)) +
                                  " WHERE start_ms = ?1 AND series_id = ?2 AND requests = 0") {}

LevelWriter::Change& LevelWriter::change(Instant time, std::int64_t series) {
  if (time < start_ || time >= start_ + length_) {
    flush();
    // Floor division: also right before 1970.
    const std::int64_t past = ((to_ms(time) % length_.count()) + length_.count()) % length_.count();
    start_ = time - Millis(past);
  }
  const auto id = static_cast<std::size_t>(series);
  if (id >= place_.size()) place_.resize(id + 1 + id / 2);
  if (place_[id] == 0) {
    changes_.push_back({series, {}, false});
    place_[id] = static_cast<std::uint32_t>(changes_.size());
  }
  return changes_[place_[id] - 1];
}

void LevelWriter::add(std::int64_t series, const Request& row, int sign) {
  Change& change = this->change(row.ts, series);
  change.cell.add(row, sign);
  change.took_back |= sign < 0;
}

void LevelWriter::flush() {
  // In the order of the key, so that writes go through the table once.
  std::sort(changes_.begin(), changes_.end(),
            [](const Change& a, const Change& b) { return a.series < b.series; });
  for (const Change& change : changes_) {
    write(change);
    if (!coarser_) continue;
    Change& sum = coarser_->change(start_, change.series);
    sum.cell += change.cell;
    sum.took_back |= change.took_back;
  }
  clear();
}

void LevelWriter::write(const Change& change) {
  bind_cell(upsert_, start_, change.series, change.cell, bytes_);
  upsert_.run();
  if (!change.took_back) return;
  remove_empty_.integer(1, to_ms(start_));
  remove_empty_.integer(2, change.series);
  remove_empty_.run();
}

void LevelWriter::clear() {
  for (const Change& change : changes_) place_[static_cast<std::size_t>(change.series)] = 0;
  changes_.clear();
}

RollupWriter::RollupWriter(const SQLite::Database& database)
    : day_(database, Level::day, nullptr),
      hour_(database, Level::hour, &day_),
      minute_(database, Level::minute, &hour_) {}

void RollupWriter::add(std::int64_t series, const Request& row, int sign) {
  if (!row.retracted) minute_.add(series, row, sign);
}

void RollupWriter::flush() {
  minute_.flush();
  hour_.flush();
  day_.flush();
}

void RollupWriter::clear() {
  minute_.clear();
  hour_.clear();
  day_.clear();
}

}  // namespace shiptally::store
