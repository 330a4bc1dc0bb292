#include "daemon/metrics/usage.h"

#include <algorithm>
#include <functional>
#include <tuple>

namespace shiptally::metrics {

std::vector<Dimension> request_dimensions(std::span<const Dimension> group_by) {
  std::vector<Dimension> out(group_by.begin(), group_by.end());
  std::erase(out, Dimension::token_class);
  return out;
}

std::string_view value_of(const Series& series, Dimension dimension) {
  switch (dimension) {
    case Dimension::service:
      return series.service;
    case Dimension::environment:
      return series.environment;
    case Dimension::team:
      return series.team;
    case Dimension::provider:
      return series.provider;
    case Dimension::model:
      return series.model;
    case Dimension::route:
      return series.route;
    case Dimension::token_class:
      break;
  }
  return {};
}

std::size_t UsageFold::ValuesHash::operator()(const Values& values) const {
  std::size_t hash = 0;
  for (const std::string_view text : values.text)
    hash = hash * 0x9E3779B97F4A7C15u + std::hash<std::string_view>()(text);
  return hash;
}

UsageFold::UsageFold(std::vector<Window> buckets, std::span<const Dimension> group_by)
    : buckets_(std::move(buckets)), dimensions_(request_dimensions(group_by)) {}

void UsageFold::add(const Series& series, Instant start, const Cell& cell) {
  if (Sum* sum = find_sum(series, start)) sum->cell += cell;
}

void UsageFold::add(const Request& row) {
  if (Sum* sum = find_sum(row.series, row.ts)) sum->cell.add(row);
}

void UsageFold::add_idle(const Series& series, Instant start, Money idle) {
  if (Sum* sum = find_sum(series, start)) sum->idle += idle;
}

UsageFold::Sum* UsageFold::find_sum(const Series& series, Instant start) {
  if (too_many_) return nullptr;
  const auto after = std::upper_bound(buckets_.begin(), buckets_.end(), start,
                                      [](Instant t, const Window& bucket) { return t < bucket.from; });
  if (after == buckets_.begin() || !std::prev(after)->contains(start)) return nullptr;
  const auto bucket = static_cast<std::uint64_t>(after - buckets_.begin() - 1);
  const std::uint64_t key = bucket << 32 | group_of(series);
  const auto known = sums_.find(key);
  if (known != sums_.end()) return &known->second;
  too_many_ = sums_.size() >= kGroupsMax;
  return too_many_ ? nullptr : &sums_[key];
}

std::size_t UsageFold::group_of(const Series& series) {
  Values values;
  for (std::size_t i = 0; i < dimensions_.size(); ++i) values.text[i] = value_of(series, dimensions_[i]);
  const auto known = group_by_values_.find(values);
  if (known != group_by_values_.end()) return known->second;
  // A new group: keep its text, and let the key point at what was kept.
  auto kept = std::make_unique<std::vector<std::string>>();
  for (std::size_t i = 0; i < dimensions_.size(); ++i) kept->emplace_back(values.text[i]);
  for (std::size_t i = 0; i < dimensions_.size(); ++i) values.text[i] = (*kept)[i];
  values_.push_back(std::move(kept));
  return group_by_values_.emplace(values, values_.size() - 1).first->second;
}

Result<std::vector<UsageGroup>> UsageFold::groups() const {
  if (too_many_)
    return Error{Code::too_large, "more than " + std::to_string(kGroupsMax) +
                                      " rows; ask for a larger bucket, a shorter window or fewer groups"};
  std::vector<UsageGroup> out;
  for (const auto& [key, sum] : sums_) {
    // Rows taken back leave a sum of nothing behind.
    if (sum.cell.requests == 0 && sum.idle == Money()) continue;
    out.push_back({buckets_[key >> 32], *values_[key & 0xFFFFFFFFu], sum.cell, sum.idle});
  }
  std::sort(out.begin(), out.end(), [](const UsageGroup& a, const UsageGroup& b) {
    return std::tie(a.bucket.from, a.values) < std::tie(b.bucket.from, b.values);
  });
  return out;
}

}  // namespace shiptally::metrics
