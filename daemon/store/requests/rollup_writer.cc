#include "daemon/store/requests/rollup_writer.h"

#include <algorithm>

namespace shiptally::store {
namespace {

constexpr std::size_t kChangesMax = 4'096;

// A quarter of the places is taken at most, so that a search is short.
constexpr std::size_t kPlaces = 4 * kChangesMax;

}  // namespace

LevelWriter::LevelWriter(const SQLite::Database& database, Level level, LevelWriter* coarser)
    : length_(length(level)), coarser_(coarser), places_(kPlaces), cells_(database, level) {}

/// Which of places_ is the series', or becomes it.
std::size_t LevelWriter::place_of(std::int64_t series) const {
  constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15U;
  std::size_t at = (static_cast<std::uint64_t>(series) * kMix >> 32) % kPlaces;
  while (places_[at] != 0 && changes_[places_[at] - 1U].series != series) at = (at + 1) % kPlaces;
  return at;
}

LevelWriter::Change& LevelWriter::change(Instant time, std::int64_t series) {
  if (time < start_ || time >= start_ + length_) {
    flush();
    // Floor division: also right before 1970.
    const std::int64_t past = ((to_ms(time) % length_.count()) + length_.count()) % length_.count();
    start_ = time - Millis(past);
  }
  const std::size_t place = place_of(series);
  if (places_[place] != 0) return changes_[places_[place] - 1U];
  if (changes_.size() == kChangesMax) {
    flush();
    return change(time, series);
  }
  changes_.push_back({series, place, {}});
  places_[place] = static_cast<std::uint16_t>(changes_.size());
  return changes_.back();
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
  for (const Change& change : changes_) places_[change.place] = 0;
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
