#pragma once
// How a number came about, down to the facts it was made from.

#include <optional>
#include <string>
#include <vector>

#include "daemon/metrics/wilson.h"
#include "schema/query.h"

namespace shiptally::metrics {

struct ExcludedFact {
  std::string id;
  std::string reason;
};

struct Explanation {
  std::string metric;
  std::string definition;            ///< in prose
  std::optional<double> value;       ///< none: no data
  std::string unit;                  ///< as in the catalogue: "seconds", "ratio", "1/day"
  std::size_t n = 0;                 ///< observations behind the value; of a ratio the denominator
  std::optional<Interval> interval;  ///< 95 %, of ratios only
  std::string profile;
  int profile_version = 1;
  Query query;  ///< window, zone, filters and as_of that it was asked for
  /// Sorted ids: "source/id" of deployments and incidents, "repo@sha" of commits.  For quantiles and means
  /// the numerator holds the observations, and there is no denominator.
  std::vector<std::string> numerator, denominator;
  std::vector<ExcludedFact> exclusions;  ///< sorted by id, then reason
};

}  // namespace shiptally::metrics
