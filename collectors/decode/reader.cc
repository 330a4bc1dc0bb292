#include "collectors/decode/reader.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

namespace shiptally::collectors {
namespace {

constexpr std::size_t kQuotedMax = 48;  ///< bytes of a wrong value shown in a message

std::string range(std::int64_t min, std::int64_t max) {
  return "must be " + std::to_string(min) + " to " + std::to_string(max);
}

bool whole(std::string_view text, std::int64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

/// The value of up to eight digits, all at once; `wrong` gets a bit when one of them is none.  Reads eight
/// bytes whatever `count` is: what follows a number is readable (kPadding).
std::uint64_t eight_digits(const char* text, std::size_t count, std::uint64_t& wrong) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text, sizeof bytes);
  if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
  // The first digit is the lowest byte.  Shifted up so that the last one is the highest; zeros come in.
  bytes = (bytes ^ 0x3030303030303030U) << (64 - 8 * count);
  wrong |= (bytes | (bytes + 0x7676767676767676U)) & 0x8080808080808080U;
  bytes = bytes * 10 + (bytes >> 8);  // pairs, in every second byte
  return ((bytes & 0x000000FF000000FFU) * 0x000F424000000064U +
          ((bytes >> 16) & 0x000000FF000000FFU) * 0x0000271000000001U) >>
         32;
}

/// Nearly every number: up to 16 digits, as JSON writes them.
bool plain_integer(std::string_view text, std::int64_t& out) {
  const std::size_t size = text.size();
  if (size - 1 >= 16 || (text.front() == '0' && size > 1)) return false;
  std::uint64_t wrong = 0, value = 0;
  if (size <= 8) {
    value = eight_digits(text.data(), size, wrong);
  } else {
    constexpr std::uint64_t kEightDigits = 100'000'000;
    value = eight_digits(text.data(), size - 8, wrong) * kEightDigits;
    value += eight_digits(text.data() + size - 8, 8, wrong);
  }
  out = static_cast<std::int64_t>(value);
  return wrong == 0;
}

/// Takes digits off the front; false when there are none.
bool take_digits(std::string_view& text) {
  const std::size_t before = text.size();
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') text.remove_prefix(1);
  return text.size() < before;
}

/// The nearest double, or none when it is too large for one.
std::optional<double> to_double(std::string_view number) {
  double out = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), out);
  if (error != std::errc() || !std::isfinite(out)) return std::nullopt;
  return out;
}

}  // namespace

bool is_json_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool zero = text.starts_with('0');
  const std::size_t before = text.size();
  if (!take_digits(text) || (zero && before - text.size() > 1)) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (!take_digits(text)) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    if (!take_digits(text)) return false;
  }
  return text.empty();
}

bool Reader::fail(std::string reason) {
  path_.clear();
  reason_ = std::move(reason);
  return false;
}

bool Reader::within(std::string_view field) {
  if (!path_.empty() && path_.front() != '[') path_.insert(0, ".");
  path_.insert(0, field);
  return false;
}

bool Reader::members(std::string_view object, std::vector<Member>& out) {
  path_.clear();
  return json_.members(object, out, reason_);
}

bool Reader::elements(std::string_view array, std::vector<Value>& out) {
  path_.clear();
  return json_.elements(array, out, reason_);
}

bool Reader::expect(const Value& value, Type type) {
  if (value.type == type && (type != Type::number || is_json_number(value.raw))) return true;
  if (value.type == type) return fail("not a JSON number: " + std::string(value.raw.substr(0, kQuotedMax)));
  const bool vowel = type == Type::array || type == Type::object;
  return fail((vowel ? "expected an " : "expected a ") + std::string(name(type)) + ", got " +
              std::string(name(value.type)));
}

bool Reader::unusual_text(const Value& value, std::string_view& out, std::size_t bytes_max) {
  if (value.type != Type::string) return expect(value, Type::string);
  if (!json_.text(value, out, reason_)) return path_.clear(), false;
  if (out.size() > bytes_max) return fail("longer than " + std::to_string(bytes_max) + " bytes");
  // A raw NUL is a control character and never gets here; an escaped one would cut names short in C code.
  if (value.escaped && out.find('\0') != std::string_view::npos) return fail("holds a NUL character");
  return true;
}

bool Reader::text(const Value& value, std::string& out, std::size_t bytes_max) {
  std::string_view view;
  if (!text(value, view, bytes_max)) return false;
  out = view;
  return true;
}

bool Reader::boolean(const Value& value, bool& out) {
  if (!expect(value, Type::boolean)) return false;
  out = value.raw == "true";
  return true;
}

bool Reader::integer(const Value& value, std::int64_t min, std::int64_t max, std::int64_t& out) {
  if (value.type == Type::number && plain_integer(value.raw, out))
    return (out >= min && out <= max) || fail(range(min, max));
  if (!expect(value, Type::number)) return false;
  if (!whole(value.raw, out)) {
    // "1.0" and "1e3" are integers to JSON Schema; 2^64 and 1e999 end up outside every range we have.
    const std::optional<double> number = to_double(value.raw);
    if (!number || std::abs(*number) > 9e15) return fail(range(min, max));
    if (*number != std::trunc(*number)) return fail("expected an integer, got " + std::string(value.raw));
    out = static_cast<std::int64_t>(*number);
  }
  return (out >= min && out <= max) || fail(range(min, max));
}

bool Reader::millis_as_us(const Value& value, std::int64_t& out) {
  std::int64_t ms = 0;
  const bool plain = value.type == Type::number && plain_integer(value.raw, ms);
  if (!plain && !expect(value, Type::number)) return false;
  if (plain || whole(value.raw, ms)) {
    if (ms < 0 || ms > kDurationMsMax) return fail(range(0, kDurationMsMax));
    out = ms * 1000;
    return true;
  }
  const std::optional<double> number = to_double(value.raw);
  if (!number || *number < 0 || *number > static_cast<double>(kDurationMsMax))
    return fail(range(0, kDurationMsMax));
  out = std::llround(*number * 1000);
  return true;
}

bool Reader::in_range(Instant t, const Times& times, std::string_view written) {
  if (t >= times.earliest && t <= times.latest) return true;
  const std::string earliest = format_instant(times.earliest).substr(0, 10);
  const std::string latest =
      times.latest == event_times_.latest ? "24 hours from now" : format_instant(times.latest).substr(0, 10);
  return fail("must be between " + earliest + " and " + latest + ", got " +
              std::string(written.substr(0, kQuotedMax)));
}

bool Reader::instant_within(const Value& value, const Times& times, Instant& out) {
  if (value.type == Type::string) {
    std::string_view written;
    if (!text(value, written)) return false;
    const Result<Instant> parsed = parse_instant(written);
    if (parsed.has_error()) return fail(parsed.error().message);
    out = *parsed;
    return in_range(out, times, written);
  }
  if (value.type != Type::number)
    return fail("expected milliseconds since 1970 or an RFC 3339 time, got " + std::string(name(value.type)));
  std::int64_t ms = 0;
  if (plain_integer(value.raw, ms) || (whole(value.raw, ms) && is_json_number(value.raw))) {
    // Far beyond every calendar, and still safe to reckon with.
    constexpr std::int64_t kFar = 1'000'000'000'000'000;
    out = instant_from_ms(std::clamp(ms, -kFar, kFar));
    return in_range(out, times, value.raw);
  }
  return expect(value, Type::number) &&
         fail("expected whole milliseconds since 1970, got " + std::string(value.raw.substr(0, kQuotedMax)));
}

bool Reader::instant(const Value& value, Instant& out) { return instant_within(value, event_times_, out); }

bool Reader::request_is_kept(Instant ts) {
  return ts >= requests_from_ ||
         fail("requests before " + format_instant(requests_from_) + " have expired (retention.requests)");
}

bool Reader::instant_ahead(const Value& value, Millis ahead_max, Instant& out) {
  return instant_within(value, {event_times_.earliest, event_times_.latest + ahead_max}, out);
}

bool Reader::commit_time(const Value& value, Instant& out) {
  constexpr Times kGitTimes = {Instant(), std::chrono::sys_days(std::chrono::year(2100) / 1 / 1)};
  return instant_within(value, kGitTimes, out);
}

bool Reader::epoch_seconds(const Value& value, Instant& out) {
  if (value.type == Type::string) return instant(value, out);
  if (!expect(value, Type::number)) return false;
  // Seconds scaled by a decimal shift, because a double times 1000 can land on the neighbouring millisecond.
  const Result<Money> exact = Money::parse_rounded(value.raw);
  constexpr Int128 kFarMs = 1'000'000'000'000'000;
  Int128 ms = exact.has_value() ? divide_half_even(exact->pico(), Money::kPicoPerDollar / 1000) : kFarMs;
  ms = std::clamp(ms, -kFarMs, kFarMs);
  out = instant_from_ms(static_cast<std::int64_t>(ms));
  return in_range(out, event_times_, value.raw);
}

bool Reader::decimal(const Value& value, std::string& out) {
  if (value.type == Type::string) {
    if (!text(value, out)) return false;
  } else if (expect(value, Type::number)) {
    out = value.raw;
  } else {
    return false;
  }
  const Result<Money> parsed = Money::parse_rounded(out);
  return parsed.has_value() || fail(parsed.error().message);
}

bool Reader::money(const Value& value, Money& out) {
  std::string written;
  if (!decimal(value, written)) return false;
  out = Money::parse_rounded(written).value();
  return true;
}

}  // namespace shiptally::collectors
