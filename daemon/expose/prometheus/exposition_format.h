#pragma once
// The two texts that /metrics can be: Prometheus' text format 0.0.4 and OpenMetrics 1.0.  Pure.
//
// They differ in the head of a family (OpenMetrics names a counter without its _total, knows units, and
// escapes quotes in the help as well), in `le`, which OpenMetrics wants as a real number, and in the last
// line.

#include <string>
#include <string_view>
#include <vector>

#include "daemon/expose/prometheus/instruments.h"
#include "schema/catalogue.h"

namespace shiptally::expose {

enum class ExpositionFormat { text, openmetrics };

/// With version and charset.
std::string_view content_type(ExpositionFormat format);

/// What a scraper that sends this Accept gets: OpenMetrics 1.0 where it likes that no less than the text
/// format; the text format where it says nothing, or nothing that we have.
ExpositionFormat negotiate(std::string_view accept);

/// Adds a label to those of a series, as they stand between its braces: a="1",b="2".  Both formats escape
/// values alike, so this is done once in the life of a series.
void append_label(std::string& labels, std::string_view name, std::string_view value);
/// Adds what stands before the value of a sample: name{labels} and a space.
void append_line_start(std::string& out, std::string_view name, std::string_view labels);
/// Of a metric, in their order.
std::vector<std::string_view> label_names(const Metric& metric);

/// Writes families one after another.
class ExpositionWriter {
 public:
  /// `expected_bytes`: room to begin with, as from the last scrape.
  ExpositionWriter(ExpositionFormat format, std::size_t expected_bytes);

  /// Begins a family; its series follow.
  void family(const Metric& metric);
  /// `line_start` as append_line_start() makes it.  Integers and money are exact.
  void series(std::string_view line_start, const Counter& counter) { line(line_start, counter.value()); }
  void series(std::string_view line_start, const MoneyCounter& counter) { line(line_start, counter.value()); }
  void series(std::string_view line_start, double gauge) { line(line_start, gauge); }
  void series(std::string_view labels, const DurationHistogram& histogram);

  std::string finish();

 private:
  template <class Number>
  void line(std::string_view line_start, Number value);

  const ExpositionFormat format_;
  std::string_view name_;  ///< of the family's samples
  std::string out_;
};

}  // namespace shiptally::expose
