#include "daemon/store/rollup_writer.h"

#include <algorithm>

namespace shiptally::store {

LevelWriter::LevelWriter(const SQLite::Database& database, Level level, LevelWriter* coarser)
    : length_(length(level)), coarser_(coarser), cells_(database, level) {}

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
    changes_.push_back({series, {}});
    place_[id] = static_cast<std::uint32_t>(changes_.size());
  }
  return changes_[place_[id] - 1];
}

void LevelWriter::add(std::int64_t series, const Request& row, int sign) {
  change(row.ts, series).cell.add(row, sign);
}

void LevelWriter::flush() {
  // In the order of the key, so that writes go through the table once.
  std::sort(changes_.begin(), changes_.end(),
            [](const Change& a, const Change& b) { return a.series < b.series; });
  for (const Change& change : changes_) {
    cells_.add(start_, change.series, change.cell);
    if (coarser_) coarser_->change(start_, change.series).cell += change.cell;
  }
  clear();
}

void LevelWriter::rollback() {
  clear();
  cells_.rollback();
}

void LevelWriter::clear() {
  for (const Change& change : changes_) place_[static_cast<std::size_t>(change.series)] = 0;
  changes_.clear();
}

RollupWriter::RollupWriter(const SQLite::Database& database)
    : day_(database, Level::day, nullptr),
      hour_(database, Level::hour, &day_),
      five_minutes_(database, Level::five_minutes, &hour_),
      minute_(database, Level::minute, &five_minutes_) {}

void RollupWriter::add(std::int64_t series, const Request& row, int sign) {
  if (!row.retracted) minute_.add(series, row, sign);
}

void RollupWriter::flush() {
  minute_.flush();
  five_minutes_.flush();
  hour_.flush();
  day_.flush();
}

void RollupWriter::rollback() {
  minute_.rollback();
  five_minutes_.rollback();
  hour_.rollback();
  day_.rollback();
}

}  // namespace shiptally::store
