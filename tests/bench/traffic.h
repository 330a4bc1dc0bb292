#pragma once
// A month of made-up requests, written through the store's own door, for questions over a history.

#include <cstddef>
#include <filesystem>

#include "schema/base/window.h"
#include "tests/bench/figures.h"

namespace shiptally::bench {

/// Where the history lies.  Its ends are no full minutes: a reader's window has edges as well.
inline constexpr Window kHistory{Instant(Millis(1'788'000'017'123)), Instant(Millis(1'790'678'417'123))};
inline constexpr std::size_t kSeries = 24;

/// Rows of a history: rows [first, first + count) of `of`, which are spread over kHistory in their order.
struct Stretch {
  std::size_t first = 0, count = 0, of = 1;
};

/// Commits the rows in batches of 10,000 (some busier hours and series than others; latencies skewed, two
/// humps), a few of them on their way at once.  Returns the rate.
Rate store_traffic(const std::filesystem::path& directory, Stretch rows, std::size_t series = kSeries);

/// 600 deployments of 12 services and 60 incidents over the same time.
void store_deliveries(const std::filesystem::path& directory);

}  // namespace shiptally::bench
