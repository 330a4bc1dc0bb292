#pragma once

#include <string_view>

#include "schema/base/instant.h"

namespace shiptally::collectors {

/// A time as bills write it: what parse_instant reads; "2026-10-01 00:00:00", with or without " UTC"; and
/// "10/1/26" or "10/1/2026", month first, with or without "hh:mm" or "hh:mm:ss".  Without a zone it is UTC.
Result<Instant> parse_bill_time(std::string_view text);

}  // namespace shiptally::collectors
