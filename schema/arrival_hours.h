#pragma once
// When things came: the last hours in which any did.  Hours, because what comes in bursts would otherwise
// seem quiet between two of them.

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "schema/base/instant.h"

namespace shiptally {

/// The last kHours hours with an arrival, whatever the order in which arrivals are added.
class ArrivalHours {
 public:
  static constexpr std::size_t kHours = 100;

  void add(Instant arrived) {
    last_ = std::max(last_, arrived);
    const std::int64_t hour = std::chrono::floor<std::chrono::hours>(arrived.time_since_epoch()).count();
    const auto at = std::lower_bound(hours_.begin(), hours_.end(), hour);
    if (at != hours_.end() && *at == hour) return;
    hours_.insert(at, hour);
    if (hours_.size() == 2 * kHours) hours_.erase(hours_.begin(), hours_.begin() + kHours);
  }
  /// Ascending, counted from 1970.
  std::span<const std::int64_t> hours() const {
    return std::span(hours_).last(std::min(hours_.size(), kHours));
  }
  Instant last() const { return last_; }  ///< the latest arrival

 private:
  std::vector<std::int64_t> hours_;
  Instant last_ = Instant::min();
};

}  // namespace shiptally
