#pragma once
// What may leave as text: every output format here promises UTF-8, senders do not.

#include <string>
#include <string_view>

namespace shiptally {

/// Length of the well-formed UTF-8 character that `text` begins with (1 to 4); 0 when it begins with none
/// (overlong forms, surrogates and code points beyond U+10FFFF are not well-formed; Unicode 15, table 3-7).
std::size_t utf8_character(std::string_view text);

inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  ///< U+FFFD

/// `text` with each byte that is not part of a well-formed character replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

}  // namespace shiptally
