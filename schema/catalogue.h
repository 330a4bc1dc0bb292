#pragma once
// The one table of every name that shiptally shows: API columns and exported metrics, each with type,
// unit and help.  Dashboards, README and openapi.yaml may use no name that is not here (tests/tidy).

#include <cstdint>
#include <span>
#include <string_view>

namespace shiptally {

enum class ColumnType : std::uint8_t {
  time,  ///< milliseconds since 1970
  text,
  texts,  ///< list of strings
  boolean,
  count,   ///< integer
  number,  ///< real
  money,   ///< shown twice: `name` (a number, to draw) and `name_exact` (a decimal string)
};

struct Column {
  std::string_view name;
  ColumnType type;
  std::string_view unit;  ///< "seconds", "ratio", "usd", "tokens", "1/day", … or empty
  std::string_view help;
};

enum class MetricType : std::uint8_t { counter, gauge, histogram };

struct Metric {
  std::string_view name;  ///< as exposed, unit suffix and _total included
  MetricType type;
  std::string_view unit;
  std::string_view labels;  ///< comma list, in the order of exposition
  std::string_view help;
};

std::span<const Column> columns();
std::span<const Metric> exported_metrics();

/// The column or metric of that name.  An unknown name is a bug: it aborts.
const Column& column(std::string_view name);
const Metric& metric(std::string_view name);

}  // namespace shiptally
