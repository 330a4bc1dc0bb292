#include "collectors/decode/error_class.h"

#include <algorithm>

#include "schema/base/letter_case.h"

namespace shiptally::collectors {
namespace {

constexpr std::string_view kContentFilter[] = {"content_filter", "content filter", "contentfilter",
                                               "content_policy", "contentpolicy",  "responsibleaipolicy"};
constexpr std::string_view kTimeout[] = {"timeout", "timed out", "time-out", "deadline exceeded"};

template <std::size_t N>
bool speaks_of(std::string_view text, const std::string_view (&needles)[N]) {
  const auto same = [](char a, char b) { return lower(a) == b; };
  return std::any_of(std::begin(needles), std::end(needles), [&](std::string_view needle) {
    return std::search(text.begin(), text.end(), needle.begin(), needle.end(), same) != text.end();
  });
}

}  // namespace

ErrorClass classify_error(int status, std::string_view error) {
  if (const auto named = error_class(error)) {
    if (*named != ErrorClass::none) return *named;
    error = {};  // "none" says no more than an empty text: the status still speaks
  }
  if (!error.empty() && speaks_of(error, kContentFilter)) return ErrorClass::content_filter;
  if (status == 429) return ErrorClass::rate_limited;
  if (status == 408 || status == 504 || status == 0) return ErrorClass::timeout;
  const bool timed_out = !error.empty() && speaks_of(error, kTimeout);
  if (status >= 400 && status < 500) return timed_out ? ErrorClass::timeout : ErrorClass::client;
  if (status < 400 && error.empty()) return ErrorClass::none;
  return timed_out ? ErrorClass::timeout : ErrorClass::provider;
}

}  // namespace shiptally::collectors
