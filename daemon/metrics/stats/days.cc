#include "daemon/metrics/stats/days.h"

#include <algorithm>

#include "daemon/metrics/stats/calendar.h"

namespace shiptally::metrics {

Result<Days> Days::of(Window window, const std::string& tz) {
  if (window.to <= window.from) return Error{Code::invalid, "to: must be after from"};
  // Two days more on each side: the first and the last day are cut, and dropped.
  constexpr auto margin = std::chrono::hours(48);
  const auto pieces = buckets({window.from - margin, window.to + margin}, Bucket::day, tz);
  if (pieces.has_error()) return pieces.error();
  Days days;
  for (std::size_t i = 1; i < pieces->size(); ++i) days.starts_.push_back((*pieces)[i].from);
  const auto weeks = buckets({window.from - margin, window.to + margin}, Bucket::week, tz);
  if (weeks.has_error()) return weeks.error();
  for (std::size_t i = 1; i < weeks->size(); ++i) days.week_starts_.push_back((*weeks)[i].from);
  return days;
}

std::size_t Days::week(Instant t) const {
  const auto after = std::upper_bound(week_starts_.begin(), week_starts_.end(), t);
  return static_cast<std::size_t>(after - week_starts_.begin());
}

std::size_t Days::weeks_touched(Window window) const {
  return week(window.to - Millis(1)) - week(window.from) + 1;
}

std::size_t Days::index(Instant t) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), t);
  return static_cast<std::size_t>(after - starts_.begin()) - 1;
}

std::size_t Days::touched(Window window) const {
  return index(window.to - Millis(1)) - index(window.from) + 1;
}

double Days::part_of_day(Instant t) const {
  const std::size_t day = index(t);
  return seconds(t - starts_[day]) / seconds(starts_[day + 1] - starts_[day]);
}

double Days::length(Window window) const {
  const auto whole = static_cast<double>(index(window.to) - index(window.from));
  return whole + (part_of_day(window.to) - part_of_day(window.from));
}

}  // namespace shiptally::metrics
