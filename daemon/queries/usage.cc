#include "daemon/queries/usage.h"

#include <algorithm>

#include "daemon/metrics/money/idle_cost.h"
#include "daemon/metrics/requests/cover.h"
#include "daemon/metrics/stats/calendar.h"

namespace shiptally::queries {
namespace {

/// Reads what the plan names into the fold.
Result<void> read_into(metrics::UsageFold& fold, store::Snapshot& snapshot,
                       std::span<const metrics::Segment> plan, const Filter& filter,
                       std::optional<Instant> as_of, CellParts parts) {
  for (const metrics::Segment& segment : plan) {
    const auto read =
        segment.level == Level::raw
            ? snapshot.requests(segment.window, filter, as_of, [&](const Request& row) { fold.add(row); })
            : snapshot.cells(segment.level, segment.window, filter, parts,
                             [&](const StoredCell& cell) { fold.add(cell); });
    if (read.has_error()) return read;
  }
  return {};
}

Result<void> add_idle(metrics::UsageFold& fold, const Context& context, const Query& query,
                      const std::vector<Window>& buckets, std::span<const metrics::Segment> plan) {
  const auto filter = metrics::idle_filter(*context.rules.prices, query.filter);
  if (!filter) return {};
  constexpr Dimension kByModel[] = {Dimension::provider, Dimension::model};
  metrics::UsageFold computed(buckets, kByModel);
  if (auto read = read_into(computed, context.snapshot, plan, *filter, query.as_of, {.money = true});
      read.has_error())
    return read;
  const auto groups = computed.groups();
  if (groups.has_error()) return groups.error();
  const Instant until = query.as_of ? std::min(*query.as_of, context.now) : context.now;
  for (const metrics::IdleCost& idle :
       metrics::idle_costs(*context.rules.prices, query.filter, buckets, *groups, until))
    fold.add_idle(metrics::series_of(idle), idle.bucket.from, idle.cost);
  return {};
}

}  // namespace

Result<std::vector<metrics::UsageGroup>> usage_groups(const Context& context, const Query& query,
                                                      CellParts parts, Idle idle) {
  auto buckets = metrics::buckets(query.window, query.bucket, query.tz);
  if (buckets.has_error()) return buckets.error();
  const auto kept_from = context.snapshot.requests_kept_from();
  if (kept_from.has_error()) return kept_from.error();
  if (!query.as_of) metrics::floor_expired_edges(*buckets, *kept_from);
  const std::vector<metrics::Segment> plan = metrics::cover(*buckets, query.as_of);
  metrics::UsageFold fold(*buckets, query.group_by);
  if (auto read = read_into(fold, context.snapshot, plan, query.filter, query.as_of, parts); read.has_error())
    return read.error();
  if (idle == Idle::counted)
    if (auto added = add_idle(fold, context, query, *buckets, plan); added.has_error()) return added.error();
  return fold.groups();
}

Result<std::vector<metrics::UsageGroup>> usage(const Context& context, const Parameters& parameters,
                                               CellParts parts, Idle idle) {
  if (!parts.money)
    if (const auto allowed = refuse_token_class(parameters.query); allowed.has_error())
      return allowed.error();
  return usage_groups(context, parameters.query, parts, idle);
}

Result<void> refuse_token_class(const Query& query) {
  if (std::count(query.group_by.begin(), query.group_by.end(), Dimension::token_class) == 0) return {};
  return Error{Code::invalid, "group_by: token_class divides cost only"};
}

}  // namespace shiptally::queries
