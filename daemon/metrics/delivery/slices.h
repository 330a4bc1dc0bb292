#pragma once
// Cuts an analysis into groups and buckets, after the query's filters.

#include <set>
#include <string>
#include <vector>

#include "daemon/metrics/delivery/slice.h"
#include "schema/query.h"

namespace shiptally::metrics {

/// One group in one bucket.  `values` are the group's names in the order of the query's `group_by`.
struct GroupSlice {
  std::vector<std::string_view> values;
  Slice slice;
};

/// Checks what delivery figures can be asked for: the profile, and service, environment and team as the only
/// dimensions.  Code::invalid names the parameter.
Result<void> check_delivery_query(const Query& query);

/// The span of time that a query's deployment frequency looks at; of most profiles its window.
Result<Window> frequency_window(const Profile& profile, const Query& query);

/// Groups that keep their names, by the values of `group_by`; views into the analysis.
using NamedGroups = std::set<std::vector<std::string_view>>;

/// The `groups_max` groups with the most deployments in the query's window; of as many, the first by name.
NamedGroups busiest(const Analysis& analysis, const Query& query, std::size_t groups_max);

/// Ascending by bucket, then by group.  A group with any fact before the window's end has a slice in every
/// bucket; no facts at all give no slice.  A deployment belongs to the bucket it finished in (a failed
/// rollout without a finish: started), an incident to the one it opened in. Code::invalid for a query that
/// cannot be answered, or beyond kAnswerRowsMax (answer_bounds.h).  Where `named` is given, the groups that are
/// not in it are one, whose values are "other".
Result<std::vector<GroupSlice>> slices(const Reading& reading, const Query& query,
                                       const NamedGroups* named = nullptr);

}  // namespace shiptally::metrics
