#include "daemon/metrics/requests/usage.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "schema/answer_bounds.h"

namespace shiptally::metrics {

namespace {

void take_into(Sketch& to, SketchSum& from) {
  Sketch taken = from.take();
  if (to.empty())
    to = std::move(taken);
  else
    to.merge(taken);
}

}  // namespace

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

void UsageFold::add(const StoredCell& cell) {
  if (!enter_bucket_of(cell.start)) return;
  if (cell.series >= group_by_series_.size()) group_by_series_.resize(cell.series + 1 + cell.series / 2);
  std::size_t& known = group_by_series_[cell.series];
  if (known == 0) known = 1 + group_of(views(*cell.name));
  Open* open = this->open(known - 1);
  if (open == nullptr) return;
  static_cast<CellSums&>(open->sum->cell) += cell.sums;
  add_sketch(open->latency, open->sum->cell.latency, cell.latency, known - 1);
  add_sketch(open->ttft, open->sum->cell.ttft, cell.ttft, known - 1);
}

void UsageFold::add_sketch(SketchSum& sum, Sketch& beyond, std::string_view encoded, std::size_t group) {
  if (group < kOpenSketchesMax) {
    damaged_ |= !sum.add_encoded(encoded);
    return;
  }
  const auto decoded = Sketch::decode(encoded);
  damaged_ |= decoded.has_error();
  if (decoded) beyond.merge(*decoded);
}

void UsageFold::add(const Request& row) {
  if (!enter_bucket_of(row.ts)) return;
  if (Open* open = this->open(group_of(row.series))) open->sum->cell.add(row);
}

void UsageFold::add_idle(const Series& series, Instant start, Money idle) {
  if (!enter_bucket_of(start)) return;
  if (Open* open = this->open(group_of(series))) open->sum->idle += idle;
}

/// Makes the bucket that holds `start` the one that is added to; false when none does.
bool UsageFold::enter_bucket_of(Instant start) {
  if (bucket_ < buckets_.size() && buckets_[bucket_].contains(start)) return true;
  std::size_t next = bucket_ + 1;
  if (next >= buckets_.size() || !buckets_[next].contains(start)) {
    const auto after = std::upper_bound(buckets_.begin(), buckets_.end(), start,
                                        [](Instant t, const Window& bucket) { return t < bucket.from; });
    if (after == buckets_.begin() || !std::prev(after)->contains(start)) return false;
    next = static_cast<std::size_t>(after - buckets_.begin() - 1);
  }
  close_bucket();
  bucket_ = next;
  return true;
}

UsageFold::Open* UsageFold::open(std::size_t group) {
  if (group >= open_.size()) open_.resize(group + 1);
  Open& open = open_[group];
  if (open.sum != nullptr) return &open;
  too_many_ |= sums_.size() >= kGroupsMax;
  if (too_many_) return nullptr;
  open.sum = &sums_.emplace_back(
      Sum{static_cast<std::uint32_t>(bucket_), static_cast<std::uint32_t>(group), {}, {}});
  touched_.push_back(group);
  return &open;
}

void UsageFold::close_bucket() {
  for (const std::size_t group : touched_) {
    Open& open = open_[group];
    take_into(open.sum->cell.latency, open.latency);
    take_into(open.sum->cell.ttft, open.ttft);
    sketch_bytes_ += open.sum->cell.latency.bytes() + open.sum->cell.ttft.bytes();
    open.sum = nullptr;
  }
  touched_.clear();
  too_many_ |= sketch_bytes_ > kAnswerCellBytesMax;
}

/// The sums by bucket, then by the values of their group.
std::vector<UsageFold::Sum*> UsageFold::sorted_sums() {
  std::vector<std::size_t> groups(values_.size()), place(values_.size());
  std::iota(groups.begin(), groups.end(), std::size_t{0});
  std::sort(groups.begin(), groups.end(),
            [this](std::size_t a, std::size_t b) { return *values_[a] < *values_[b]; });
  for (std::size_t i = 0; i < groups.size(); ++i) place[groups[i]] = i;
  std::vector<Sum*> sorted;
  sorted.reserve(sums_.size());
  for (Sum& sum : sums_) sorted.push_back(&sum);
  std::stable_sort(sorted.begin(), sorted.end(), [&](const Sum* a, const Sum* b) {
    return std::pair(a->bucket, place[a->group]) < std::pair(b->bucket, place[b->group]);
  });
  return sorted;
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

Result<std::vector<UsageGroup>> UsageFold::groups() {
  if (damaged_) return Error{Code::internal, "a rollup's sketch is damaged"};
  if (too_many_)
    return Error{Code::too_large, "more than " + std::to_string(kGroupsMax) +
                                      " rows; ask for a larger bucket, a shorter window or fewer groups"};
  close_bucket();
  const std::vector<Sum*> sums = sorted_sums();
  std::vector<UsageGroup> out;
  out.reserve(sums.size());
  for (auto next = sums.begin(); next != sums.end();) {
    Sum& sum = **next;
    // A bucket that was entered twice has two sums of a group.
    for (++next; next != sums.end() && (*next)->bucket == sum.bucket && (*next)->group == sum.group; ++next) {
      sum.cell += (*next)->cell;
      sum.idle += (*next)->idle;
    }
    // Rows taken back leave a sum of nothing behind.
    if (sum.cell.requests == 0 && sum.idle == Money()) continue;
    out.push_back({buckets_[sum.bucket], *values_[sum.group], std::move(sum.cell), sum.idle});
  }
  sums_.clear();
  return out;
}

}  // namespace shiptally::metrics
