#pragma once
// The bytes of a response before its body.  Pure.

#include <string>

#include "daemon/net/http.h"
#include "schema/base/instant.h"

namespace shiptally::net {

/// Status line and headers, with the empty line that ends them.  A header with a control character in its
/// name or value is left out: it would let a sender write the rest of the response.
std::string response_head(const HttpResponse& response, bool keep_alive, Instant now);

/// "Mon, 23 Nov 2026 14:49:46 GMT" (RFC 9110, 5.6.7), in no locale.
std::string http_date(Instant t);

}  // namespace shiptally::net
