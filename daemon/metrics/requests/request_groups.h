#pragma once
// Which bucket and group a raw request belongs to.

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/metrics/requests/usage.h"
#include "daemon/metrics/requests/usage_rows.h"
#include "schema/answer_bounds.h"

namespace shiptally::metrics {

/// Numbers buckets of groups from 0 in the order in which they are met.  Fastest when requests ascend in
/// time. Not thread-safe.
class RequestGroups {
 public:
  /// `buckets` ascend and do not overlap; `group_by` has no token_class.
  RequestGroups(std::vector<Window> buckets, std::vector<Dimension> group_by)
      : buckets_(std::move(buckets)), group_by_(std::move(group_by)) {}

  /// None for a request outside all buckets.  Throws AnswerEnded when there are too many.
  std::optional<std::size_t> of(const Request& row);
  /// The numbers that there are, by bucket, then by values.
  std::vector<std::size_t> sorted() const;
  const RowKey& key(std::size_t number) const { return keys_[number]; }

 private:
  using Values = std::array<std::string_view, kDimensions>;
  const std::vector<Window> buckets_;
  const std::vector<Dimension> group_by_;
  std::size_t bucket_ = 0;                                         ///< where the last request was
  std::map<std::pair<std::size_t, Values>, std::size_t> numbers_;  ///< views into keys_
  std::deque<RowKey> keys_;                                        ///< never moved
  AnswerBound bound_;
};

}  // namespace shiptally::metrics
