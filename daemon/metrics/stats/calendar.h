#pragma once
// Calendar spans in a time zone.  The only place, with calendar.cc, that knows the date library.

#include <vector>

#include "schema/query.h"

namespace shiptally::metrics {

/// Cuts the window into buckets: calendar spans in `tz` from `day` on (weeks begin on Monday; a DST day
/// has 23 or 25 hours), UTC-aligned fixed spans below.  The first and last bucket are cut to the window.
/// An unknown zone, or more than `kBucketsMax` buckets, is Code::invalid.
Result<std::vector<Window>> buckets(Window window, Bucket bucket, const std::string& tz);

/// The same time of the day `months` calendar months before, or of the last day of a shorter month.
Result<Instant> months_before(Instant t, int months, const std::string& tz);

inline constexpr std::size_t kBucketsMax = 50'000;

}  // namespace shiptally::metrics
