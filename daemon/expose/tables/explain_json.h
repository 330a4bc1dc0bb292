#pragma once
// GET /api/v1/explain: how a number came about.

#include <string>

#include "daemon/metrics/stats/explanation.h"

namespace shiptally::expose {

/// One object: metric, definition, value, value_exact, unit, n, interval {low, high}, profile,
/// profile_version, from, to (milliseconds), tz, as_of, filter (only what is set), numerator, denominator,
/// parts
/// [{id, requests, cost_usd_exact}], exclusions [{id, reason}].
/// No data is null.
std::string to_json(const metrics::Explanation& explanation);

}  // namespace shiptally::expose
