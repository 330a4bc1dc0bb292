#pragma once

#include <optional>
#include <string_view>

#include "schema/base/instant.h"

namespace shiptally::ingest {

/// What a Retry-After header says to wait from `now` on: seconds, or an HTTP date (RFC 9110, the form that is
/// to be sent: "Sun, 06 Nov 1994 08:49:37 GMT").  Never negative; none when it says neither.
std::optional<Millis> retry_after(std::string_view header, Instant now);

}  // namespace shiptally::ingest
