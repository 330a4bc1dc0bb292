#pragma once
// How a number came about, down to the facts it was made from.

#include <optional>
#include <string>
#include <vector>

#include "daemon/metrics/stats/wilson.h"
#include "schema/base/money.h"
#include "schema/query.h"

namespace shiptally::metrics {

struct ExcludedFact {
  std::string id;
  std::string reason;
};

/// A share of a figure of requests, which are too many to be named one by one.
struct ExplainedPart {
  std::string id;  ///< a price ("anthropic/claude-sonnet-4-5@2025-09-29"), an error class, or "idle"
  std::int64_t requests = 0;
  std::optional<Money> cost;  ///< of cost figures
};

struct Explanation {
  std::string metric;
  std::string definition;       ///< in prose
  std::optional<double> value;  ///< none: no data
  std::optional<Money> exact;   ///< the value of cost figures, to the last digit
  std::string unit;             ///< as in the catalogue: "seconds", "ratio", "1/day"
  std::size_t n = 0;            ///< observations behind the value; of a ratio the denominator
  std::optional<Interval>
      interval;  ///< 95 %; none of means, other quantiles than the median, and small samples
  std::string profile;
  int profile_version = 1;
  Query query;                    ///< window, zone, filters and as_of that it was asked for
  std::optional<double> divisor;  ///< what the count of the numerator is divided by, where it is
  /// Sorted ids: "source/id" of deployments, changes and incidents, "repo@sha" of commits.  For quantiles and
  /// means the numerator holds the observations, and there is no denominator.
  std::vector<std::string> numerator, denominator;
  std::vector<double> values;  ///< of quantiles and means: each observation's, in the unit; by numerator
  std::vector<ExplainedPart> parts;      ///< figures of requests only; sorted by id
  std::vector<ExcludedFact> exclusions;  ///< sorted by id, then reason
};

}  // namespace shiptally::metrics
