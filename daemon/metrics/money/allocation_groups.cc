#include "daemon/metrics/money/allocation_groups.h"

#include <algorithm>
#include <map>

#include "daemon/metrics/money/cost_centre.h"
#include "daemon/metrics/stats/calendar.h"

namespace shiptally::metrics {
namespace {

constexpr Dimension kOfCharges[] = {Dimension::team, Dimension::service, Dimension::provider,
                                    Dimension::model};
constexpr std::string_view kUnconverted = "unconverted";

/// What tells two rows of the answer apart, in the order in which they are sorted.
struct GroupKey {
  std::size_t bucket;
  std::vector<std::string> values;
  std::string_view method;
  std::string rule, reason;
  bool idle;
  friend auto operator<=>(const GroupKey&, const GroupKey&) = default;
};

class Grouping {
 public:
  Grouping(std::vector<Window> buckets, std::span<const CostCentre> centres, bool by_cost_centre,
           const Query& query)
      : buckets_(std::move(buckets)), centres_(centres), by_cost_centre_(by_cost_centre), query_(query) {}

  void add(const AllocationRow& row) {
    if (const auto key = key_of(row, name(row.method))) amounts_[*key] += row.usd;
  }
  void add(const Charge& charge);
  std::vector<AllocationGroup> groups() const;

 private:
  std::optional<GroupKey> key_of(const AllocationRow& row, std::string_view method) const;
  AllocationGroup group_of(const GroupKey& key) const {
    return {buckets_[key.bucket], key.values, std::string(key.method), key.rule, key.reason, key.idle, {}};
  }

  const std::vector<Window> buckets_;
  const std::span<const CostCentre> centres_;
  const bool by_cost_centre_;
  const Query& query_;
  std::map<GroupKey, Amounts> amounts_;
  std::map<GroupKey, std::int64_t> unconverted_;  ///< charges; the reason is their currency
};

void Grouping::add(const Charge& charge) {
  AllocationRow row;
  row.time = billing_month(charge);
  row.team = charge.team;
  row.service = charge.service;
  row.provider = charge.provider;
  row.model = charge.model;
  row.reason = charge.currency;
  if (const auto key = key_of(row, kUnconverted)) ++unconverted_[*key];
}

std::optional<GroupKey> Grouping::key_of(const AllocationRow& row, std::string_view method) const {
  const auto bucket = std::find_if(buckets_.begin(), buckets_.end(),
                                   [&](const Window& window) { return window.contains(row.time); });
  if (bucket == buckets_.end()) return {};
  for (const Dimension d : kOfCharges)
    if (!query_.filter.allows(d, value_of(row, d))) return {};
  GroupKey key{
      static_cast<std::size_t>(bucket - buckets_.begin()), {}, method, row.rule, row.reason, row.idle};
  if (by_cost_centre_) {
    const CostCentre* centre = cost_centre_of(centres_, row.team, row.service);
    key.values.push_back(centre == nullptr ? std::string() : centre->name);
  }
  for (const Dimension d : query_.group_by) key.values.emplace_back(value_of(row, d));
  return key;
}

std::vector<AllocationGroup> Grouping::groups() const {
  std::vector<AllocationGroup> out;
  for (const auto& [key, usd] : amounts_) out.emplace_back(group_of(key)).usd = usd;
  for (const auto& [key, charges] : unconverted_)
    out.emplace_back(group_of(key)).reason =
        "no exchange rate of " + key.reason + " was in force (charges: " + std::to_string(charges) + ")";
  std::stable_sort(out.begin(), out.end(), [](const AllocationGroup& a, const AllocationGroup& b) {
    return a.bucket.from < b.bucket.from;
  });
  return out;
}

}  // namespace

bool is_of_charges(Dimension d) {
  return std::find(std::begin(kOfCharges), std::end(kOfCharges), d) != std::end(kOfCharges);
}

std::string_view value_of(const AllocationRow& row, Dimension d) {
  if (d == Dimension::team) return row.team;
  if (d == Dimension::service) return row.service;
  return d == Dimension::provider ? row.provider : row.model;
}

Result<std::vector<AllocationGroup>> allocation_groups(std::span<const AllocationRow> rows,
                                                       std::span<const Charge> unconverted,
                                                       std::span<const CostCentre> centres,
                                                       bool by_cost_centre, const Query& query) {
  auto buckets = metrics::buckets(query.window, query.bucket, "UTC");
  if (buckets.has_error()) return buckets.error();
  Grouping grouping(std::move(*buckets), centres, by_cost_centre, query);
  for (const AllocationRow& row : rows) grouping.add(row);
  for (const Charge& charge : unconverted) grouping.add(charge);
  return grouping.groups();
}

}  // namespace shiptally::metrics
