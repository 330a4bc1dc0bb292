#include "daemon/config/scalar.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <span>

namespace shiptally::config {
namespace {

struct NamedUnit {
  std::string_view name;
  std::int64_t factor;
};

constexpr NamedUnit kSizes[] = {{"B", 1},      {"KiB", 1LL << 10}, {"MiB", 1LL << 20},   {"GiB", 1LL << 30},
                                {"kB", 1'000}, {"MB", 1'000'000},  {"GB", 1'000'000'000}};
constexpr NamedUnit kDurations[] = {
    {"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};

/// A number and, perhaps after a space, a unit.
Result<std::int64_t> parse_with_unit(std::string_view text, std::span<const NamedUnit> units,
                                     std::int64_t bare, const std::string& example) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0) return invalid(in_quotes(text) + " is not " + example);
  const auto number = parse_whole(text.substr(0, digits));
  if (!number) return number.error();
  std::string_view name = text.substr(digits);
  if (name.starts_with(' ')) name.remove_prefix(1);
  std::int64_t factor = bare;
  if (digits < text.size()) {
    const auto unit =
        std::find_if(units.begin(), units.end(), [&](const NamedUnit& u) { return u.name == name; });
    if (unit == units.end()) return invalid("unknown unit " + in_quotes(name) + "; write " + example);
    factor = unit->factor;
  } else if (bare == 0) {
    return invalid("needs a unit; write " + example);
  }
  if (*number > std::numeric_limits<std::int64_t>::max() / factor) return invalid("too large a number");
  return *number * factor;
}

}  // namespace

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

Result<std::int64_t> parse_whole(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos)
    return invalid(in_quotes(text) + " is not a whole number");
  if (text.size() > 1 && text.front() == '0') return invalid(in_quotes(text) + " has a leading zero");
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return invalid("too large a number");
  return value;
}

Result<std::int64_t> parse_size(std::string_view text) {
  return parse_with_unit(text, kSizes, 1, "a size like 16MiB");
}

Result<Millis> parse_duration(std::string_view text, bool bare_ms) {
  const auto ms = parse_with_unit(text, kDurations, bare_ms ? 1 : 0, "a duration like 30s");
  if (!ms) return ms.error();
  return Millis(*ms);
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos)
    return invalid(in_quotes(text) + " is not ADDRESS:PORT, like 127.0.0.1:8255");
  std::string_view address = text.substr(0, colon);
  const bool bracketed = address.starts_with('[') && address.ends_with(']');
  if (bracketed) address = address.substr(1, address.size() - 2);
  Endpoint endpoint;
  endpoint.address = std::string(address);
  in6_addr parsed{};
  if (::inet_pton(bracketed ? AF_INET6 : AF_INET, endpoint.address.c_str(), &parsed) != 1)
    return invalid(in_quotes(text.substr(0, colon)) + " is not an IP address (IPv6 in brackets)");
  const auto port = parse_whole(text.substr(colon + 1));
  if (!port || *port > 65'535)
    return invalid(in_quotes(text.substr(colon + 1)) + " is not a port, 0 to 65535");
  endpoint.port = static_cast<std::uint16_t>(*port);
  return endpoint;
}

}  // namespace shiptally::config
