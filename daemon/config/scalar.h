#pragma once
// The small notations of the configuration.  Each error is the reason alone; the caller knows file and key.

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/config/config.h"

namespace shiptally::config {

/// For messages.
std::string in_quotes(std::string_view text);

/// Decimal digits; no sign, no leading zero (010 is 8 to some readers and 10 to others).
Result<std::int64_t> parse_whole(std::string_view text);

/// "16MiB" → bytes.  Units B, KiB, MiB, GiB and kB, MB, GB (powers of ten); a bare number is bytes.
Result<std::int64_t> parse_size(std::string_view text);

/// "30s" → milliseconds.  Units ms, s, m, h, d.  A bare number is milliseconds where `bare_ms` says that the
/// key's own name has that unit, else an error.
Result<Millis> parse_duration(std::string_view text, bool bare_ms);

/// "127.0.0.1:8255", "[::1]:8255".  An address, never a host name: what we listen on must not depend on DNS.
Result<Endpoint> parse_endpoint(std::string_view text);

}  // namespace shiptally::config
