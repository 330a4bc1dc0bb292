#include "daemon/normalise/route_name.h"

#include <algorithm>

#include "daemon/normalise/text.h"
#include "schema/base/hex.h"
#include "schema/base/letter_case.h"

namespace shiptally::normalise {
namespace {

constexpr std::string_view kId = "{id}";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return is_upper(c) || is_lower_letter(c); }
bool is_hex(char c) { return hex_digit(c) >= 0; }

template <class Is>
bool all(std::string_view text, Is is) {
  return std::all_of(text.begin(), text.end(), is);
}
template <class Is>
bool any(std::string_view text, Is is) {
  return std::any_of(text.begin(), text.end(), is);
}

bool is_number_or_date(std::string_view text) {
  return is_digit(text.front()) && all(text, [](char c) { return is_digit(c) || c == '-' || c == ':'; });
}

/// 8-4-4-4-12 hex digits.
bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_hash(std::string_view text) {
  constexpr std::size_t kHexMin = 12;
  return text.size() >= kHexMin && all(text, is_hex) && any(text, is_digit);
}

bool is_ulid(std::string_view text) {
  constexpr std::string_view kNever = "ILOUilou";
  return text.size() == 26 && text.front() >= '0' && text.front() <= '7' && all(text, [&](char c) {
           return (is_digit(c) || is_letter(c)) && kNever.find(c) == std::string_view::npos;
         });
}

bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('.', at) != std::string_view::npos;
}

/// Letters and digits that change places more often than in a word or the name of a model.
bool is_token(std::string_view text) {
  constexpr std::size_t kTokenMin = 16;
  constexpr int kChangesMin = 4, kChangesMinInMixedCase = 2;
  while (text.ends_with('=')) text.remove_suffix(1);  // base64
  if (text.size() < kTokenMin || !all(text, [](char c) { return is_digit(c) || is_letter(c); })) return false;
  int changes = 0;
  for (std::size_t i = 1; i < text.size(); ++i) changes += is_digit(text[i]) != is_digit(text[i - 1]);
  const bool mixed_case = any(text, is_upper) && any(text, is_lower_letter);
  return changes >= (mixed_case ? kChangesMinInMixedCase : kChangesMin);
}

bool is_id(std::string_view text) {
  return !text.empty() && (is_number_or_date(text) || is_uuid(text) || is_hash(text) || is_ulid(text) ||
                           is_address(text) || is_token(text));
}

void append_segment(std::string& out, std::string_view segment) {
  if (is_id(segment)) {
    out += kId;
    return;
  }
  const std::size_t prefix = segment.find_last_of("_-") + 1;  // 0: there is none
  const std::string_view rest = segment.substr(prefix);
  if (prefix > 0 && (is_hash(rest) || is_ulid(rest) || is_token(rest)))
    out.append(segment.substr(0, prefix)).append(kId);
  else
    out += segment;
}

}  // namespace

std::string route_name(std::string_view sent) {
  sent = trimmed(sent.substr(0, sent.find_first_of("?#")));
  std::string out;
  out.reserve(sent.size());
  for (;;) {
    const std::size_t slash = sent.find('/');
    append_segment(out, sent.substr(0, slash));
    if (slash == std::string_view::npos) return out;
    out += '/';
    sent.remove_prefix(slash + 1);
  }
}

}  // namespace shiptally::normalise
