#include "daemon/metrics/requests/request_groups.h"

#include <algorithm>
#include <numeric>

namespace shiptally::metrics {

std::optional<std::size_t> RequestGroups::of(const Request& row) {
  if (bucket_ >= buckets_.size() || !buckets_[bucket_].contains(row.ts)) {
    const auto after = std::upper_bound(buckets_.begin(), buckets_.end(), row.ts,
                                        [](Instant t, const Window& bucket) { return t < bucket.from; });
    if (after == buckets_.begin() || !std::prev(after)->contains(row.ts)) return {};
    bucket_ = static_cast<std::size_t>(after - buckets_.begin() - 1);
  }
  Values values{};
  for (std::size_t i = 0; i < group_by_.size(); ++i) values[i] = value_of(row.series, group_by_[i]);
  const auto known = numbers_.find({bucket_, values});
  if (known != numbers_.end()) return known->second;
  bound_.add_row();
  RowKey& key = keys_.emplace_back(RowKey{buckets_[bucket_], {}});
  for (std::size_t i = 0; i < group_by_.size(); ++i) key.values.emplace_back(values[i]);
  for (std::size_t i = 0; i < group_by_.size(); ++i) values[i] = key.values[i];
  const std::size_t number = keys_.size() - 1;
  numbers_.emplace(std::pair(bucket_, values), number);
  return number;
}

std::vector<std::size_t> RequestGroups::sorted() const {
  std::vector<std::size_t> out(keys_.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  std::sort(out.begin(), out.end(), [this](std::size_t a, std::size_t b) {
    return std::tie(keys_[a].bucket.from, keys_[a].values) < std::tie(keys_[b].bucket.from, keys_[b].values);
  });
  return out;
}

}  // namespace shiptally::metrics
