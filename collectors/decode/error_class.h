#pragma once
// Which class of failure a call to a model ended in.

#include <string_view>

#include "schema/request.h"

namespace shiptally::collectors {

/// From the HTTP status (0: no answer) and the error as the sender gives it: one of the class names, an
/// exception's name or free text.  A name decides; then a content filter, which vendors report with 400 or
/// even 200; then the status: 429 rate_limited; 408, 504, 0 timeout; other 4xx client; 5xx provider.  What
/// would be client or provider is a timeout when the text speaks of one.  A 2xx with an error text broke
/// off after the headers: provider.
ErrorClass classify_error(int status, std::string_view error);

}  // namespace shiptally::collectors
