#pragma once
// Which rollups answer a query: coarse cells where they fit a bucket exactly, finer ones at its edges.
// Pure.

#include <optional>
#include <span>
#include <vector>

#include "schema/base/window.h"
#include "schema/rollup.h"

namespace shiptally::metrics {

/// A stretch of time to be read from one storage level; aligned to the level's UTC cells.
struct Segment {
  Level level = Level::raw;
  Window window;
  friend bool operator==(const Segment&, const Segment&) = default;
};

/// Edges before `kept_from`, where raw rows have expired, move down to their minute, because there is nothing
/// finer: neighbouring windows stay neighbours, and each row says the window that it is about.
void floor_expired_edges(std::span<Window> buckets, Instant kept_from);

/// Segments that cover the buckets exactly: every instant of a bucket once, nothing outside.  A cell of a
/// segment falls into one bucket only, so it can be summed there as a whole.  Neighbouring segments of one
/// level are one, across buckets too: hourly buckets over a month are one read of hour cells.
///
/// `buckets` ascend and do not overlap (see buckets()).  Rollups do not know when a row arrived, so a query
/// `as_of` is answered from raw rows alone.
std::vector<Segment> cover(std::span<const Window> buckets, const std::optional<Instant>& as_of);

}  // namespace shiptally::metrics
