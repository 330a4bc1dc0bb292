#pragma once
// Requests summed up by bucket and group: what cost, latency and error figures are made from.

#include <array>
#include <deque>
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

/// Adds up rollup cells and raw rows.  The result does not depend on the order of adding, but what ascends in
/// time is added much faster.  Not thread-safe; lives as long as one query.
class UsageFold {
 public:
  static constexpr std::size_t kGroupsMax = 100'000;  ///< about 40 MB

  /// `buckets` ascend and do not overlap.
  UsageFold(std::vector<Window> buckets, std::span<const Dimension> group_by);

  /// A cell that lies in one bucket as a whole (see cover()).  What lies outside all buckets does not count.
  void add(const StoredCell& cell);
  void add(const Request& row);
  void add_idle(const Series& series, Instant start, Money idle);

  /// Ends the adding: the groups that have data, by bucket, then by values.  Code::too_large when there are
  /// more than about kGroupsMax, Code::internal when a cell's sketch was damaged.
  Result<std::vector<UsageGroup>> groups();

 private:
  static constexpr std::size_t kRequestDimensions = kDimensions - 1;
  /// Groups that add their sketches in place; those beyond would take too much memory.
  static constexpr std::size_t kOpenSketchesMax = 1'024;

  /// Values of a group as views: looking up a known group allocates nothing.
  struct Values {
    std::array<std::string_view, kRequestDimensions> text{};
    friend bool operator==(const Values&, const Values&) = default;
  };
  struct ValuesHash {
    std::size_t operator()(const Values& values) const;
  };
  struct Sum {
    std::uint32_t bucket, group;
    Cell cell;
    Money idle;
  };
  /// A group in the bucket that is being added to.
  struct Open {
    Sum* sum = nullptr;  ///< none: nothing in this bucket yet
    SketchSum latency, ttft;
  };

  bool enter_bucket_of(Instant start);
  Open* open(std::size_t group);
  void add_sketch(SketchSum& sum, Sketch& beyond, std::string_view encoded, std::size_t group);
  void close_bucket();
  std::vector<Sum*> sorted_sums();
  std::size_t group_of(const Series& series);

  const std::vector<Window> buckets_;
  const std::vector<Dimension> dimensions_;
  std::vector<std::unique_ptr<const std::vector<std::string>>> values_;  ///< of each group; keys point here
  std::unordered_map<Values, std::size_t, ValuesHash> group_by_values_;
  std::vector<std::size_t> group_by_series_;  ///< by StoredCell::series: 1 + its group, 0: not known yet

  std::size_t bucket_ = 0;            ///< the one being added to
  std::vector<Open> open_;            ///< by group
  std::vector<std::size_t> touched_;  ///< groups with a sum in the bucket being added to
  std::deque<Sum> sums_;              ///< a bucket that is entered twice may have two sums of a group
  std::size_t sketch_bytes_ = 0;      ///< of the buckets that are done
  bool too_many_ = false, damaged_ = false;
};

}  // namespace shiptally::metrics
