#pragma once
// What /api/v1/dora answers: the numbers of all figures, one row a bucket, group and profile.

#include <optional>
#include <string>
#include <vector>

#include "daemon/metrics/analysis/analysis.h"
#include "daemon/metrics/profiles/profile.h"
#include "schema/query.h"

namespace shiptally::metrics {

struct FigureRow {
  Window bucket;
  std::vector<std::string> group;              ///< names in the order of the query's group_by
  std::vector<std::optional<double>> numbers;  ///< under figure_columns() (figures.h)
  const Profile* profile = nullptr;
};

/// Ascending by bucket; of one bucket by profile, then by group.  The profile "all" gives rows of each
/// profile.  Code::invalid when delivery cannot answer the query; throws AnswerEnded past kAnswerRowsMax.
Result<std::vector<FigureRow>> figure_rows(const Analysis& analysis, const Query& query);

}  // namespace shiptally::metrics
