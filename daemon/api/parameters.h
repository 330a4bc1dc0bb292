#pragma once
// The parameters of the read API.  Strict: one that is misspelt, or that the endpoint does not take, must not
// quietly answer another question.  Pure.

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/base/result.h"
#include "schema/parameters.h"

namespace shiptally::api {

/// What an endpoint may take.  Two of them may have one name: `format` knows more where a file is answered.
enum class Parameter : std::uint8_t {
  from,
  to,
  month,
  as_of,
  tz,
  bucket,
  group_by,
  group_by_cost_centre,  ///< group_by, which may also name cost_centre
  service,
  environment,
  team,
  provider,
  model,
  route,
  profile,
  metric,
  since,
  year,
  id,
  basis,
  period,
  scenario,
  limit,
  offset,
  format,         ///< of rows: json, csv
  report_format,  ///< of a report: all of ReportFormat
};
inline constexpr std::size_t kParameters = 26;

std::string_view name(Parameter parameter);

/// A set of parameters.
class Takes {
 public:
  constexpr Takes(std::initializer_list<Parameter> parameters) {
    for (const Parameter p : parameters) bits_ |= bit(p);
  }
  constexpr bool has(Parameter p) const { return (bits_ & bit(p)) != 0; }
  friend constexpr Takes operator|(Takes a, Takes b) {
    a.bits_ |= b.bits_;
    return a;
  }

 private:
  static constexpr std::uint32_t bit(Parameter p) { return std::uint32_t{1} << static_cast<unsigned>(p); }
  std::uint32_t bits_ = 0;
};

/// In the order of Parameter.
std::vector<std::string_view> names(Takes takes);

/// A decoded parameter as the listener hands it over (net::Fields).
using Field = std::pair<std::string, std::string>;

/// Reads what the endpoint takes: `from`, `to`, `as_of`, `since` (milliseconds since 1970 or RFC 3339), `month`
/// (2026-10, in place of from and to), `bucket` (names, and 1m, 5m, 1h, 1d), lists and single values.  Without
/// times it asks for the last 30 days up to `now`.  An empty value counts as not given.
///
/// Lists (`group_by` and filters) may be repeated, comma-separated, or both, and may come as Grafana sends
/// them: "{a,b}".  Empty elements are skipped; a filter with an element "All", "$__all" or ".*" lets
/// everything through.
///
/// Code::invalid, naming the parameter: those that the endpoint does not take (with the nearest that it does),
/// a single-valued one given twice, a value that cannot be read.  Whether `tz` exists is for
/// metrics::buckets() to say.
Result<Parameters> parse_parameters(std::span<const Field> fields, Takes takes, Instant now);

}  // namespace shiptally::api
