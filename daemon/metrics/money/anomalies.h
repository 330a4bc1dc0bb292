#pragma once
// Odd days of groups (odd_days.h), each with what it is made of (change_parts.h).  Pure.
//
// Comparable to a day are the four days before it of its weekday; to the end of a leak, the four of its
// weekday in the weeks from which it crept away.

#include <optional>

#include "daemon/metrics/money/change_parts.h"
#include "daemon/metrics/money/cost_groups.h"
#include "daemon/metrics/money/odd_days.h"

namespace shiptally::metrics {

/// Of the models (or services) of a group, the one whose cost is off the most, in the direction of the whole.
struct Contributor {
  std::string name;
  Money change;  ///< its actual less its part of the expected cost
};

struct Anomaly {
  Instant day;
  std::vector<std::string> values;  ///< of the group
  OddDay odd;
  std::optional<ChangeParts> parts;  ///< none: billed cost has no requests to explain it
  std::optional<Contributor> model, service;
  std::string why;  ///< a sentence
};

/// Odd days from `from` (UTC midnight) on, by day and group.
std::vector<Anomaly> anomalies(std::span<const CostGroup> groups, Instant from);

}  // namespace shiptally::metrics
