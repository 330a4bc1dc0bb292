#pragma once
// Data quality: what is missing or wrong among the facts, so that figures say less than they could, and what
// to do about each (GET /api/v1/coverage).
//
// Facts count by their own time, inside the query's window; a commit by the finish of the deployment that
// brought it, a change by its opening.  A filter on service, environment or team leaves out what has none.
//
// A source has gone quiet when nothing came from it for longer than the longest gap between its last 100
// hours with an arrival, and than three times the 95th percentile of those gaps, and an hour more.  Of one
// with fewer than 10 such hours nothing is said.  Requests are no source's: their hours are by their own
// time.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/metrics/analysis/analysis.h"
#include "schema/query.h"

namespace shiptally::metrics {

/// One check of one service and environment, or of one source, that found something.
struct CoverageRow {
  std::string_view check;                    ///< "incident_service_unknown", …
  std::string_view facts;                    ///< what it counts: "deployments", "commits", …
  std::string service, environment, source;  ///< empty where they do not apply
  std::size_t affected = 0, total = 0;
  std::vector<std::string> examples;   ///< ids of the latest ones affected, the latest first
  std::optional<Instant> since, last;  ///< time of the first and the last one affected
  std::string advice;
};

/// Requests of the window, of one service and environment.
struct RequestService {
  std::string service, environment;
  std::size_t requests = 0;
};

/// What is not among the delivery facts.
struct CoverageInput {
  Instant now;                                ///< or the query's `as_of`
  const PathRules* paths = nullptr;           ///< by which the facts were read
  std::vector<RequestService> requests = {};  ///< that the query's filters allow
  ArrivalHours request_hours = {};
  std::vector<CoverageRow> money = {};  ///< money_coverage(); told without a filter only
};

inline constexpr std::size_t kExamplesMax = 10;

/// The gravest checks first, then by the number affected, then by name.  Code::invalid for a query that
/// delivery figures cannot answer.
Result<std::vector<CoverageRow>> coverage(const Analysis& analysis, const CoverageInput& input,
                                          const Query& query);

}  // namespace shiptally::metrics
