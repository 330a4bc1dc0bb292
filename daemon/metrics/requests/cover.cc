#include "daemon/metrics/requests/cover.h"

#include <chrono>

namespace shiptally::metrics {
namespace {

Millis cell_length(Level level) {
  switch (level) {
    case Level::day:
      return std::chrono::days(1);
    case Level::hour:
      return std::chrono::hours(1);
    case Level::five_minutes:
      return std::chrono::minutes(5);
    case Level::minute:
      return std::chrono::minutes(1);
    case Level::raw:
      break;
  }
  return Millis(1);
}

Level finer(Level level) { return static_cast<Level>(static_cast<int>(level) - 1); }

/// First cell boundary at or after `t`.
Instant ceil_to(Instant t, Millis cell) {
  const Millis over = t.time_since_epoch() % cell;
  if (over == Millis(0)) return t;
  return over > Millis(0) ? t - over + cell : t - over;
}

/// Last cell boundary at or before `t`.
Instant floor_to(Instant t, Millis cell) {
  const Instant above = ceil_to(t, cell);
  return above == t ? t : above - cell;
}

void append(std::vector<Segment>& plan, Segment next) {
  if (next.window.from >= next.window.to) return;
  if (!plan.empty() && plan.back().level == next.level && plan.back().window.to == next.window.from)
    plan.back().window.to = next.window.to;
  else
    plan.push_back(next);
}

void cover_bucket(std::vector<Segment>& plan, Level level, Window window) {
  if (level == Level::raw) return append(plan, {level, window});
  const Window inner{ceil_to(window.from, cell_length(level)), floor_to(window.to, cell_length(level))};
  if (inner.from >= inner.to) return cover_bucket(plan, finer(level), window);
  cover_bucket(plan, finer(level), {window.from, inner.from});
  append(plan, {level, inner});
  cover_bucket(plan, finer(level), {inner.to, window.to});
}

}  // namespace

void floor_expired_edges(std::span<Window> buckets, Instant kept_from) {
  for (Window& bucket : buckets)
    for (Instant* edge : {&bucket.from, &bucket.to})
      if (*edge < kept_from) *edge = floor_to(*edge, cell_length(Level::minute));
}

std::vector<Segment> cover(std::span<const Window> buckets, const std::optional<Instant>& as_of) {
  std::vector<Segment> plan;
  for (const Window& bucket : buckets) cover_bucket(plan, as_of ? Level::raw : Level::day, bucket);
  return plan;
}

}  // namespace shiptally::metrics
