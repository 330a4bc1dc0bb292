#pragma once
// Delivery figures held against something, one figure a row: what /api/v1/bands and /api/v1/trend answer.

#include <optional>
#include <string>
#include <vector>

#include "daemon/metrics/delivery/bands.h"
#include "daemon/metrics/delivery/trend.h"

namespace shiptally::metrics {

/// A figure of one bucket and group.
struct ComparedFigure {
  Window bucket;
  std::vector<std::string> group;  ///< names in the order of the query's group_by
  const Figure* figure = nullptr;
  std::string_view unit;  ///< in the query's profile
  Estimate estimate;
};

struct BandRow {
  ComparedFigure of;
  int year = 0;
  Standing standing;
  std::optional<Score> score;  ///< of a year that has scores, where the profile counts as the survey did
};

/// Against DORA's surveys: one row a bucket, group, year and figure.  `year` none: every year.  Code::invalid
/// when delivery cannot answer the query; throws AnswerEnded past kAnswerRowsMax.
Result<std::vector<BandRow>> band_rows(const Analysis& analysis, const Query& query, std::optional<int> year);

struct TrendRow {
  ComparedFigure of;
  Instant previous_from;
  Estimate previous;
  Trend trend;
};

/// Against the equal period before (trend.h): one row a group and figure.  Code::invalid also for a bucket:
/// the whole window is compared.
Result<std::vector<TrendRow>> trend_rows(const Analysis& analysis, const Query& query);

}  // namespace shiptally::metrics
