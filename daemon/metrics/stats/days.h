#pragma once
// The calendar days of a window in a time zone.

#include <string>
#include <vector>

#include "schema/base/result.h"
#include "schema/base/window.h"

namespace shiptally::metrics {

/// Cuts time into local days.  Covers the window it was made for, with whole days at both ends.
class Days {
 public:
  /// Code::invalid for an unknown zone, an empty window or one of more than a century.
  static Result<Days> of(Window window, const std::string& tz);

  /// Number of the day, counted from the first one covered.  `t` lies in the window or on its end.
  std::size_t index(Instant t) const;
  /// The same where the day is likely to be `guess`, a number that index() gave.
  std::size_t index(Instant t, std::size_t guess) const {
    return starts_[guess] <= t && t < starts_[guess + 1] ? guess : index(t);
  }
  /// Days that the window has a part of.
  std::size_t touched(Window window) const;
  /// Number of the calendar week (from Monday on), counted from the first one covered.
  std::size_t week(Instant t) const;
  /// Weeks that the window has a part of.
  std::size_t weeks_touched(Window window) const;
  /// The first instant of a day.
  Instant start(std::size_t day) const { return starts_[day]; }
  /// Length in days; a part of a day counts by its share of that day, which may have 23 or 25 hours.
  double length(Window window) const;

 private:
  double part_of_day(Instant t) const;
  std::vector<Instant> starts_;       ///< of each day, and the end of the last
  std::vector<Instant> week_starts_;  ///< of each week that begins within these days
};

}  // namespace shiptally::metrics
