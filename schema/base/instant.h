#pragma once
// Instants: UTC, milliseconds since 1970, never a bare integer.  Calendar days and time zones live in
// daemon/metrics/stats/calendar.h; here is only what every fact needs.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "schema/base/result.h"

namespace shiptally {

using Millis = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Millis>;

constexpr Instant instant_from_ms(std::int64_t ms) { return Instant(Millis(ms)); }
constexpr std::int64_t to_ms(Instant t) { return t.time_since_epoch().count(); }
constexpr double seconds(Millis span) { return static_cast<double>(span.count()) / 1000.0; }

/// Reads RFC 3339 ("2026-11-23T14:49:46.123Z", any offset, "T" or a space) and GitLab's form
/// "2021-04-28 21:50:00 +0200".  Fractions beyond milliseconds are cut off.  A date without a time
/// is midnight UTC; a time without a zone is an error.
Result<Instant> parse_instant(std::string_view text);

/// "2026-11-23T14:49:46Z", with ".123" when the milliseconds are not zero.
std::string format_instant(Instant t);

}  // namespace shiptally
