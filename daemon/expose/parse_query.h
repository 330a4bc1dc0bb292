#pragma once
// The parameters of the read API, the same on every endpoint.  Strict: a parameter that is misspelt must
// not quietly answer another question.  Pure.

#include <span>
#include <string>
#include <utility>

#include "schema/base/result.h"
#include "schema/money_rules.h"
#include "schema/query.h"

namespace shiptally::expose {

/// Rows come as json or csv; the others are of reports.
enum class Format { json, csv, html, xlsx, focus };

struct ReadQuery {
  Query query;
  Format format = Format::json;
  std::string metric;            ///< which figure to explain; empty unless asked
  std::optional<Instant> since;  ///< which state of knowledge to compare with; restatements only
  std::optional<int> year;       ///< benchmark year of bands; none: all
  std::string id;                ///< the one incident to attribute; empty: all
  std::optional<Instant> month;  ///< the UTC month that `month` named; it is the window then
  CostBasis basis = CostBasis::computed;
  BudgetPeriod period = BudgetPeriod::month;  ///< to the end of which to forecast
  std::string scenario;                       ///< what_if only
  bool by_cost_centre = false;  ///< group_by names cost_centre, which is no dimension of a request
};

/// A decoded parameter as the listener hands it over (net::Fields).
using Parameter = std::pair<std::string, std::string>;

/// Reads `from`, `to`, `as_of` (milliseconds since 1970 or RFC 3339), `tz`, `bucket` (names, and 1m, 5m,
/// 1h, 1d), `group_by`, `profile`, `limit`, `offset`, `format`, `metric`, `since`, `year`, `id`, `basis`,
/// `period`, `scenario`, `month` (2026-10, in place of from and to) and a filter for each dimension of a
/// request. Without times it asks for the last 30 days up to `now`.  An empty value counts as not given.
///
/// Lists (`group_by` and filters) may be repeated, comma-separated, or both, and may come as Grafana sends
/// them: "{a,b}".  Empty elements are skipped; a filter with an element "All", "$__all" or ".*" lets
/// everything through.
///
/// Code::invalid, naming the parameter: an unknown one (with the nearest known name), a single-valued one
/// given twice, a value that cannot be read.  Whether `tz` exists is for metrics::buckets() to say.
Result<ReadQuery> parse_query(std::span<const Parameter> parameters, Instant now);

/// For rows: Code::invalid when asked for in a format of reports.
Result<void> refuse_report_formats(Format format);

/// For figures that have no parts by token class (latency, errors): Code::invalid when grouped by it.
Result<void> refuse_token_class(const Query& query);

}  // namespace shiptally::expose
