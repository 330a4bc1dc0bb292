#include "daemon/queries/unit_costs.h"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "daemon/metrics/delivery/delivery.h"
#include "daemon/metrics/money/unit_costs.h"
#include "daemon/metrics/requests/cover.h"
#include "daemon/metrics/requests/request_groups.h"
#include "daemon/metrics/stats/calendar.h"
#include "daemon/queries/allocation.h"
#include "daemon/queries/usage.h"

namespace shiptally::queries {
namespace {

using metrics::UnitCostRow;

/// Users are told by raw rows only: more than so many take too long to read for one answer.
constexpr std::int64_t kUserRequestsMax = 5'000'000;

using Key = std::pair<Instant, std::vector<std::string>>;
using UnitCostRows = std::map<Key, UnitCostRow>;

UnitCostRow& row_of(UnitCostRows& rows, const Window& bucket, const std::vector<std::string>& values) {
  UnitCostRow& row = rows[{bucket.from, values}];
  row.key = {bucket, values};
  return row;
}

void say(UnitCostRow& row, const std::string& reason) {
  row.reason.append(row.reason.empty() ? "" : "; ").append(reason);
}

Result<void> add_requests(UnitCostRows& rows, const Context& context, const Query& query, bool billed) {
  const auto groups = usage_groups(context, query, {.money = true}, billed ? Idle::left_out : Idle::counted);
  if (groups.has_error()) return groups.error();
  for (const metrics::UsageGroup& group : *groups) {
    UnitCostRow& row = row_of(rows, group.bucket, group.values);
    const CellSums& sums = group.sum;
    const Tokens& t = sums.tokens;
    row.tokens = t.input + t.cache_read + t.cache_write_5m + t.cache_write_1h + t.output;
    row.unpriced = billed ? 0 : sums.unpriced;
    row.requests = sums.requests - row.unpriced;
    if (!billed && (row.requests > 0 || group.idle != Money())) row.cost = total(sums.cost) + group.idle;
  }
  return {};
}

Result<void> add_bills(UnitCostRows& rows, const Context& context, const Query& query,
                       const std::vector<Window>& buckets) {
  auto facts = billed_facts(context, query.window, query.as_of);
  if (facts.has_error()) return facts.error();
  auto& days = facts->billed.days;
  std::erase_if(days, [&](const metrics::BilledDay& day) { return !query.window.contains(day.day); });
  metrics::AllocationFold fold(metrics::AllocationSpan::day);
  if (const auto done = allocate_into(fold, context, query, days); done.has_error()) return done.error();
  constexpr Dimension kKnown[] = {Dimension::team, Dimension::service, Dimension::provider, Dimension::model};
  for (const metrics::AllocationRow& share : fold.rows()) {
    if (!std::all_of(std::begin(kKnown), std::end(kKnown),
                     [&](Dimension d) { return query.filter.allows(d, metrics::value_of(share, d)); }))
      continue;
    const auto after = std::upper_bound(buckets.begin(), buckets.end(), share.time,
                                        [](Instant t, const Window& bucket) { return t < bucket.from; });
    std::vector<std::string> values;
    for (const Dimension d : query.group_by) values.emplace_back(metrics::value_of(share, d));
    UnitCostRow& row = row_of(rows, *std::prev(after), values);
    row.cost = row.cost.value_or(Money()) + share.usd.billed;
  }
  return {};
}

/// Users are kept as 16 bytes of a hash, so the standard hash of one is as good as another.
using Users = std::unordered_set<std::string>;

void add_unknown_users(UnitCostRows& rows, Instant before, const std::string& reason) {
  for (auto& [key, row] : rows)
    if (key.first < before && row.requests + row.unpriced > 0) say(row, reason);
}

Result<void> add_users(UnitCostRows& rows, const Context& context, const Query& query,
                       const std::vector<Window>& buckets, Instant kept_from) {
  std::int64_t requests = 0;
  for (const auto& [key, row] : rows) requests += row.requests + row.unpriced;
  if (requests > kUserRequestsMax) {
    add_unknown_users(
        rows, query.window.to,
        "distinct users are counted only for up to " + std::to_string(kUserRequestsMax) + " requests");
    return {};
  }
  const auto first = std::find_if(buckets.begin(), buckets.end(),
                                  [&](const Window& bucket) { return bucket.from >= kept_from; });
  const Instant from = first == buckets.end() ? query.window.to : first->from;
  add_unknown_users(rows, from,
                    "users are known from " + format_instant(kept_from) + " on (retention.requests)");
  if (from >= query.window.to) return {};
  metrics::RequestGroups groups(buckets, query.group_by);
  std::vector<Users> users;
  const auto read =
      context.snapshot.requests({from, query.window.to}, query.filter, query.as_of, [&](const Request& row) {
        if (row.user.empty()) return;
        const auto group = groups.of(row);
        if (!group) return;
        if (*group >= users.size()) users.resize(*group + 1);
        users[*group].emplace(row.user);
      });
  if (read.has_error()) return read.error();
  for (std::size_t i = 0; i < users.size(); ++i) {
    const metrics::RowKey& key = groups.key(i);
    row_of(rows, key.bucket, key.values).users = static_cast<std::int64_t>(users[i].size());
  }
  for (auto& [key, row] : rows)
    if (key.first >= from && !row.users && row.requests + row.unpriced > 0)
      say(row, "no request names a user");
  return {};
}

bool of_delivery(Dimension d) {
  return d == Dimension::service || d == Dimension::team || d == Dimension::environment;
}

/// Deployments of a row's service, team and environment, whatever the model.
Result<void> add_deployments(UnitCostRows& rows, const Context& context, const Query& asked) {
  const auto analysis =
      context.analyses.get(context.snapshot, context.facts_version, asked.as_of, context.rules.delivery);
  if (analysis.has_error()) return analysis.error();
  Query query = asked;
  std::erase_if(query.group_by, [](Dimension d) { return !of_delivery(d); });
  for (std::size_t i = 0; i < kDimensions; ++i)
    if (!of_delivery(static_cast<Dimension>(i))) query.filter.allowed[i].clear();
  const auto delivered = metrics::delivery(**analysis, query);
  if (delivered.has_error()) return delivered.error();
  std::map<Key, std::int64_t> counts;
  for (const metrics::DeliveryRow& row : *delivered)
    counts[{row.bucket.from, row.group}] = static_cast<std::int64_t>(row.frequency.deployments.size());
  for (auto& [key, row] : rows) {
    Key of{key.first, {}};
    for (std::size_t i = 0; i < asked.group_by.size(); ++i)
      if (of_delivery(asked.group_by[i])) of.second.push_back(key.second[i]);
    const auto count = counts.find(of);
    if (count != counts.end()) row.deployments = count->second;
  }
  return {};
}

/// Whether the question can be answered by the basis.
Result<void> check_unit_costs(const Parameters& parameters) {
  const auto invalid = [](std::string message) { return Error{Code::invalid, std::move(message)}; };
  const Query& query = parameters.query;
  const bool billed = parameters.basis == CostBasis::billed;
  const auto known = [&](Dimension d) {
    return d != Dimension::token_class && d != Dimension::route && (!billed || d != Dimension::environment);
  };
  const std::string basis = billed ? "billed" : "computed";
  for (const Dimension d : query.group_by) {
    if (!known(d))
      return invalid("group_by: unit costs on the " + basis + " basis have no " + std::string(name(d)));
    if (std::count(query.group_by.begin(), query.group_by.end(), d) > 1)
      return invalid("group_by: " + std::string(name(d)) + " is there twice");
  }
  for (std::size_t i = 0; i < kDimensions; ++i)
    if (const auto d = static_cast<Dimension>(i); !known(d) && !query.filter[d].empty())
      return invalid(std::string(name(d)) + ": unit costs on the " + basis + " basis have none");
  if (!billed) return {};
  if (query.window.from >= query.window.to) return invalid("to: less than one whole UTC day after from");
  if (query.tz != "UTC") return invalid("tz: days of bills are UTC");
  if (query.bucket != Bucket::none && query.bucket < Bucket::day)
    return invalid("bucket: none, day, week, month or quarter; bills are by day at best");
  return {};
}

}  // namespace

Result<std::vector<UnitCostRow>> unit_costs(const Context& context, const Parameters& parameters) {
  const bool billed = parameters.basis == CostBasis::billed;
  Parameters asked = parameters;
  Query& query = asked.query;
  if (billed)
    query.window = {std::chrono::floor<std::chrono::days>(query.window.from),
                    std::chrono::floor<std::chrono::days>(query.window.to)};
  if (const auto checked = check_unit_costs(asked); checked.has_error()) return checked.error();
  auto buckets = metrics::buckets(query.window, query.bucket, query.tz);
  if (buckets.has_error()) return buckets.error();
  const auto kept_from = context.snapshot.requests_kept_from();
  if (kept_from.has_error()) return kept_from.error();
  if (!query.as_of) metrics::floor_expired_edges(*buckets, *kept_from);
  query.window = {buckets->front().from, buckets->back().to};
  UnitCostRows rows;
  if (const auto done = add_requests(rows, context, query, billed); done.has_error()) return done.error();
  if (billed)
    if (const auto done = add_bills(rows, context, query, *buckets); done.has_error()) return done.error();
  if (const auto done = add_users(rows, context, query, *buckets, *kept_from); done.has_error())
    return done.error();
  if (const auto done = add_deployments(rows, context, query); done.has_error()) return done.error();
  std::vector<UnitCostRow> out;
  for (auto& [key, row] : rows) {
    if (row.unpriced > 0)
      say(row, std::to_string(row.unpriced) +
                   " requests have no price: their users and tokens are counted, their cost is not known");
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace shiptally::queries
