#pragma once
// Requests summed up by bucket and group: what cost, latency and error figures are made from.

#include <array>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "schema/query.h"
#include "schema/rollup.h"

namespace shiptally::metrics {

/// The dimensions that a request itself has: all of `group_by` but token_class, which divides a request.
std::vector<Dimension> request_dimensions(std::span<const Dimension> group_by);

/// The value of a series in a dimension.  Not for token_class.
std::string_view value_of(const Series& series, Dimension dimension);

/// One bucket of one group.  `values` belong to request_dimensions(group_by), in that order.
struct UsageGroup {
  Window bucket;
  std::vector<std::string> values;
  Cell sum;
  Money idle;  ///< machines of our own that waited (idle_cost.h)
};

/// Adds up rollup cells and raw rows.  The result does not depend on the order of adding.  Not thread-safe;
/// lives as long as one query.
class UsageFold {
 public:
  static constexpr std::size_t kGroupsMax = 100'000;  ///< about 40 MB

  /// `buckets` ascend and do not overlap.
  UsageFold(std::vector<Window> buckets, std::span<const Dimension> group_by);

  /// A cell that starts at `start` and lies in one bucket as a whole (see cover()).  What lies outside all
  /// buckets does not count.
  void add(const Series& series, Instant start, const Cell& cell);
  void add(const Request& row);
  void add_idle(const Series& series, Instant start, Money idle);

  /// The groups that have data, by bucket, then by values.  Code::too_large when there are more than
  /// kGroupsMax.
  Result<std::vector<UsageGroup>> groups() const;

 private:
  static constexpr std::size_t kRequestDimensions = kDimensions - 1;

  /// Values of a group as views: looking up a known group allocates nothing.
  struct Values {
    std::array<std::string_view, kRequestDimensions> text{};
    friend bool operator==(const Values&, const Values&) = default;
  };
  struct ValuesHash {
    std::size_t operator()(const Values& values) const;
  };
  struct Sum {
    Cell cell;
    Money idle;
  };

  Sum* find_sum(const Series& series, Instant start);
  std::size_t group_of(const Series& series);

  const std::vector<Window> buckets_;
  const std::vector<Dimension> dimensions_;
  std::vector<std::unique_ptr<const std::vector<std::string>>> values_;  ///< of each group; keys point here
  std::unordered_map<Values, std::size_t, ValuesHash> group_by_values_;
  std::unordered_map<std::uint64_t, Sum> sums_;  ///< by bucket and group, see find_sum
  bool too_many_ = false;
};

}  // namespace shiptally::metrics
