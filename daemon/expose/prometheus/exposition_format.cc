#include "daemon/expose/prometheus/exposition_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace shiptally::expose {
namespace {

constexpr std::string_view kTotal = "_total";

std::string_view type_name(MetricType type) {
  switch (type) {
    case MetricType::counter:
      return "counter";
    case MetricType::gauge:
      return "gauge";
    case MetricType::histogram:
      return "histogram";
  }
  return "unknown";
}

void append_escaped(std::string& out, std::string_view text, bool quotes) {
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || (quotes && c == '"')) out += '\\';
    out += c;
  }
}

template <class Number, class... Format>
void append_number(std::string& out, Number value, Format... format) {
  char text[64];
  out.append(text, std::to_chars(text, text + sizeof text, value, format...).ptr);
}

void append_value(std::string& out, double value) {
  if (std::isnan(value))
    out += "NaN";
  else if (std::isinf(value))
    out += value > 0 ? "+Inf" : "-Inf";
  else
    append_number(out, value);
}
void append_value(std::string& out, std::int64_t value) { append_number(out, value); }
void append_value(std::string& out, std::uint64_t value) { append_number(out, value); }
void append_value(std::string& out, const Money& value) { out += value.str(); }

/// The upper bounds of a histogram's buckets as values of `le`, the last one +Inf.
using Bounds = std::array<std::string, DurationHistogram::kBounds.size() + 1>;
Bounds bounds(ExpositionFormat format) {
  Bounds out;
  for (std::size_t i = 0; i < DurationHistogram::kBounds.size(); ++i) {
    append_number(out[i], DurationHistogram::kBounds[i], std::chars_format::fixed);
    if (format == ExpositionFormat::openmetrics && out[i].find('.') == std::string::npos) out[i] += ".0";
  }
  out.back() = "+Inf";
  return out;
}

const Bounds& bounds_of(ExpositionFormat format) {
  static const Bounds text = bounds(ExpositionFormat::text);
  static const Bounds openmetrics = bounds(ExpositionFormat::openmetrics);
  return format == ExpositionFormat::text ? text : openmetrics;
}

}  // namespace

std::string_view content_type(ExpositionFormat format) {
  return format == ExpositionFormat::text ? "text/plain; version=0.0.4; charset=utf-8"
                                          : "application/openmetrics-text; version=1.0.0; charset=utf-8";
}

void append_label(std::string& labels, std::string_view name, std::string_view value) {
  if (!labels.empty()) labels += ',';
  labels.append(name).append("=\"");
  append_escaped(labels, value, true);
  labels += '"';
}

void append_line_start(std::string& out, std::string_view name, std::string_view labels) {
  out += name;
  if (!labels.empty()) out.append("{").append(labels).append("}");
  out += ' ';
}

std::vector<std::string_view> label_names(const Metric& metric) {
  std::vector<std::string_view> out;
  for (std::string_view rest = metric.labels; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    out.push_back(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return out;
}

ExpositionWriter::ExpositionWriter(ExpositionFormat format, std::size_t expected_bytes) : format_(format) {
  out_.reserve(expected_bytes);
}

void ExpositionWriter::family(const Metric& metric) {
  const bool open = format_ == ExpositionFormat::openmetrics;
  name_ = metric.name;
  std::string_view family = name_;
  if (open && metric.type == MetricType::counter) family.remove_suffix(kTotal.size());
  out_.append("# HELP ").append(family).append(" ");
  append_escaped(out_, metric.help, open);
  out_.append("\n# TYPE ").append(family).append(" ").append(type_name(metric.type)).append("\n");
  // OpenMetrics allows a unit only where the family's name ends in it.
  if (open && !metric.unit.empty() && family.ends_with("_" + std::string(metric.unit)))
    out_.append("# UNIT ").append(family).append(" ").append(metric.unit).append("\n");
}

template <class Number>
void ExpositionWriter::line(std::string_view line_start, Number value) {
  out_ += line_start;
  append_value(out_, value);
  out_ += '\n';
}
template void ExpositionWriter::line(std::string_view, std::int64_t);
template void ExpositionWriter::line(std::string_view, Money);
template void ExpositionWriter::line(std::string_view, double);

void ExpositionWriter::series(std::string_view labels, const DurationHistogram& histogram) {
  const std::string name(name_);
  const DurationHistogram::State state = histogram.state();
  const Bounds& bounds = bounds_of(format_);
  std::string start;
  const auto append = [&](std::string_view suffix, std::string_view line_labels, auto value) {
    start.clear();
    append_line_start(start, name + std::string(suffix), line_labels);
    line(start, value);
  };
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    std::string with_bound(labels);
    append_label(with_bound, "le", bounds[i]);
    append("_bucket", with_bound, state.cumulative[i]);
  }
  append("_sum", labels, state.sum_seconds);
  append("_count", labels, state.cumulative.back());
}

std::string ExpositionWriter::finish() {
  if (format_ == ExpositionFormat::openmetrics) out_ += "# EOF\n";
  return std::move(out_);
}

}  // namespace shiptally::expose
