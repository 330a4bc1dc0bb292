#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace shiptally::bench {

/// A request of about 600 bytes with some 22 fields.  Consecutive serials lie 137 ms apart, in a day.
std::string request_line(std::size_t serial, std::size_t services);

/// NDJSON of `rows` requests, `rows_per_body` a body, spread over `services` times three teams.
std::vector<std::string> bodies(std::size_t rows, std::size_t rows_per_body, std::size_t services = 6);

}  // namespace shiptally::bench
