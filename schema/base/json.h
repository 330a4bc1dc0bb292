#pragma once
// The pieces of JSON that we write: one escaping for answers, stored lists and tags.  Pure, independent of
// the locale.  Reading JSON is the collectors' business.

#include <cstdint>
#include <string>
#include <string_view>

namespace shiptally {

/// A quoted JSON string; control characters escaped, bytes that are no UTF-8 shown as U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// The shortest decimal that reads back as the same double; null for NaN and infinities.
void append_json_number(std::string& out, double value);
void append_json_number(std::string& out, std::int64_t value);

}  // namespace shiptally
