#pragma once
// The averages of durations that profiles use.

#include <optional>
#include <vector>

#include "daemon/metrics/profiles/profile.h"
#include "daemon/metrics/stats/days.h"

namespace shiptally::metrics {

/// A duration and the instant by which it belongs to a day.
struct TimedSpan {
  Instant at;
  Millis span{};
};

/// In seconds; none without spans.  The lower median is the smaller of the middle two, the others are
/// interpolated.  Daily medians: the median of the medians of each day that has any.  Sorts the spans.
std::optional<double> average_seconds(Average average, std::vector<TimedSpan>& spans, const Days& days);

}  // namespace shiptally::metrics
