// Accept (RFC 9110, 12.5.1) as far as /metrics needs it: media types with their weight, and the version that
// Prometheus asks for.

#include <algorithm>
#include <charconv>

#include "daemon/expose/prometheus/exposition_format.h"
#include "schema/base/letter_case.h"

namespace shiptally::expose {
namespace {

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Takes what stands before `end` off the front.
std::string_view take(std::string_view& text, char end) {
  const std::size_t at = std::min(text.find(end), text.size());
  const std::string_view front = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return trim(front);
}

struct Range {
  std::string_view type, version;
  double weight = 1;
};

Range parse_range(std::string_view text) {
  Range range;
  range.type = take(text, ';');
  while (!text.empty()) {
    std::string_view value = take(text, ';');
    const std::string_view name = take(value, '=');
    value = trim(value);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    if (equal_ignoring_case(name, "version")) range.version = value;
    if (!equal_ignoring_case(name, "q")) continue;
    range.weight = 0;  // a weight that is no number is no wish
    std::from_chars(value.data(), value.data() + value.size(), range.weight);
  }
  return range;
}

}  // namespace

ExpositionFormat negotiate(std::string_view accept) {
  double text = -1, any = -1, openmetrics = 0;
  while (!accept.empty()) {
    const Range range = parse_range(take(accept, ','));
    if (equal_ignoring_case(range.type, "application/openmetrics-text")) {
      if (range.version.empty() || range.version == "1.0.0")
        openmetrics = std::max(openmetrics, range.weight);
    } else if (equal_ignoring_case(range.type, "text/plain") || range.type == "text/*") {
      text = std::max(text, range.weight);
    } else if (range.type == "*/*") {
      any = std::max(any, range.weight);
    }
  }
  // What is named weighs more than what "*/*" lets in.
  const double text_weight = text >= 0 ? text : std::max(any, 0.0);
  return openmetrics > 0 && openmetrics >= text_weight ? ExpositionFormat::openmetrics
                                                       : ExpositionFormat::text;
}

}  // namespace shiptally::expose
