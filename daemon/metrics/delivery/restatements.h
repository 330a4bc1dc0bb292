#pragma once
// Which figures of the past have changed since an instant, and because of which late or corrected facts.
//
// Compared are the figures over the query's buckets as they were known then and as they are known now, up to
// that instant: what happened after it restates nothing.  A figure has changed when its value or its number
// of observations has.  Its causes are, of the facts that were revised in between and could bear on it (an
// incident does not bear on lead time):
//  1. those, and the reviews of changes, that are among what only one of the two states counts or leaves out;
//  2. deployments and incidents of the group, and changes of the repositories it deploys, that happened in
//     the bucket, or after it and may bear on it by a rule (a rollback, a repair, an incident within its
//     limit): so all of them up to the next bucket's end, or one day if that is longer.
// When neither gives any, those of 2 of all times, and commits of these repositories.

#include <string>
#include <vector>

#include "daemon/metrics/analysis/analysis.h"
#include "daemon/metrics/delivery/revised_facts.h"
#include "schema/query.h"

namespace shiptally::metrics {

/// Of a figure so many are named.
inline constexpr std::size_t kCausesMax = 20;

struct Restatement {
  Window bucket;
  std::vector<std::string> group;  ///< names in the order of the query's group_by
  std::string metric;              ///< as explained_figures() call it
  std::string unit;
  std::optional<double> before, after;
  std::size_t n_before = 0, n_after = 0;
  std::vector<const RevisedFact*> causes;  ///< by kind, then id; the first kCausesMax
  std::size_t causes_count = 0;            ///< of all
};

struct Restatements {
  std::vector<RevisedFact> revised;  ///< all that changed in between; `causes` point into it
  std::vector<Restatement> figures;  ///< ascending by bucket, then group, then metric
};

/// `before` is the analysis as of `since`.  The query's window is cut at `since`; its profile and filters
/// hold. Code::invalid for a query that delivery cannot answer, or a window that begins after `since`.
Result<Restatements> restatements(const Analysis& before, const Analysis& after, Instant since,
                                  const Query& query);

}  // namespace shiptally::metrics
