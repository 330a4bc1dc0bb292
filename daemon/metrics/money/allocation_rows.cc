#include "daemon/metrics/money/allocation_rows.h"

namespace shiptally::metrics {

AllocationFold::Key AllocationFold::key(const AllocationRow& r) {
  return {r.time, r.team, r.service, r.provider, r.model, r.method, r.rule, r.reason, r.idle};
}

void AllocationFold::add(const Share& share) {
  const BilledDay& day = *share.day;
  const Instant time = span_ == AllocationSpan::day ? day.day : day.month;
  const Key key{
      time,       share.team,   share.service, day.charge->provider, day.charge->model, share.method,
      share.rule, share.reason, share.idle};
  auto sum = sums_.find(key);
  if (sum == sums_.end()) {
    AllocationRow row;
    row.time = time;
    row.team = share.team;
    row.service = share.service;
    row.provider = day.charge->provider;
    row.model = day.charge->model;
    row.method = share.method;
    row.rule = share.rule;
    row.reason = share.reason;
    row.idle = share.idle;
    sum = sums_.emplace(std::move(row), Amounts()).first;
  }
  sum->second += share.usd;
}

std::vector<AllocationRow> AllocationFold::rows() const {
  std::vector<AllocationRow> out;
  out.reserve(sums_.size());
  for (const auto& [row, usd] : sums_) {
    out.push_back(row);
    out.back().usd = usd;
  }
  return out;
}

std::vector<AllocationRow> allocate(std::span<const BilledDay> days, std::span<const UsageDay> usage,
                                    std::span<const AllocationRule> rules, AllocationSpan span) {
  const Allocator allocator(usage, rules);
  AllocationFold fold(span);
  for (const BilledDay& day : days) allocator.split(day, [&](const Share& share) { fold.add(share); });
  return fold.rows();
}

}  // namespace shiptally::metrics
