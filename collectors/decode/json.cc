#include "collectors/decode/json.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <new>

#include "collectors/decode/scan.h"

namespace shiptally::collectors {
namespace {

static_assert(kPadding >= simdjson::SIMDJSON_PADDING);

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// Why the scan did not take a text.  A pass of its own, which only such a text has to pay for.
std::string_view reason(std::string_view text) {
  if (text.empty()) return "nothing where a value should be";
  bool in_string = false;
  int open = 0, deepest = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string && static_cast<unsigned char>(c) < 0x20) return "a control character inside a string";
    if (c == '"')
      in_string = !in_string;
    else if (in_string)
      at += c == '\\' ? 1 : 0;
    else if (c == '{' || c == '[')
      deepest = std::max(deepest, ++open);
    else if (c == '}' || c == ']')
      --open;
  }
  if (in_string) return "a string without an end";
  return deepest > 1 + kLevelsMax ? "nested deeper than 64 levels" : "not valid JSON";
}

}  // namespace

std::string_view name(Type type) {
  constexpr std::string_view kNames[] = {"null", "boolean", "number", "string", "array", "object"};
  return kNames[static_cast<std::size_t>(type)];
}

void padded(std::string& body) {
  body.reserve(body.size() + kPadding);
  // Written once, so that reading the spare bytes is defined; they stay outside the body's size.
  const std::size_t size = body.size();
  body.append(kPadding, ' ');
  body.resize(size);
}

struct Json::State {
  simdjson::ondemand::parser parser;  ///< for escapes only: what it makes of brackets is not to be relied on
  Scan scan;

  /// `quoted` begins and ends with the quotes of one string, as the scan found them.
  bool unescape(std::string_view quoted, std::string_view& out) {
    // Grows in powers of two: a batch whose texts get longer and longer must not allocate for each.
    if (quoted.size() > parser.capacity() &&
        parser.allocate(std::max<std::size_t>(4096, std::bit_ceil(quoted.size()))) != simdjson::SUCCESS)
      throw std::bad_alloc();  // says nothing about the text
    simdjson::ondemand::document doc;
    return parser.iterate(quoted.data(), quoted.size(), quoted.size() + kPadding).get(doc) ==
               simdjson::SUCCESS &&
           doc.get_string().get(out) == simdjson::SUCCESS;
  }
};

Json::Json(std::deque<std::string>& keep) : keep_(keep), state_(std::make_unique<State>()) {}
Json::~Json() = default;

void Json::prepare(std::string_view body) {
  state_->scan.forget();
  valid_utf8_ = simdjson::validate_utf8(body.data(), body.size()) ? body : std::string_view();
}

bool Json::prepared(std::string_view text) const {
  const std::less_equal<const char*> up_to;
  return up_to(valid_utf8_.data(), text.data()) &&
         up_to(text.data() + text.size(), valid_utf8_.data() + valid_utf8_.size());
}

bool Json::valid_utf8(std::string_view text, std::string& error) const {
  if (simdjson::validate_utf8(text.data(), text.size())) return true;
  error = "not valid UTF-8";
  return false;
}

bool Json::members(std::string_view object, std::vector<Member>& out, std::string& error) {
  const bool lasting = prepared(object);
  if (!lasting && !valid_utf8(object, error)) return false;
  const Scanned scanned = state_->scan.members(object, lasting, out);
  if (scanned == Scanned::plain) return true;
  if (scanned == Scanned::escaped_keys) return unescape_keys(out, error);
  // Rows have no space around them, only whole documents.
  if (const auto inner = trimmed(object); inner.size() < object.size()) return members(inner, out, error);
  error = scanned == Scanned::text_after ? "text after the object" : reason(object);
  return false;
}

bool Json::elements(std::string_view array, std::vector<Value>& out, std::string& error) {
  array = trimmed(array);
  if (!prepared(array) && !valid_utf8(array, error)) return false;
  const Scanned scanned = scan_elements(array, out);
  if (scanned == Scanned::plain) return true;
  error = scanned == Scanned::text_after ? "text after the array" : reason(array);
  return false;
}

bool Json::unescape_keys(std::vector<Member>& members, std::string& error) {
  for (Member& member : members) {
    if (member.key.find('\\') == std::string_view::npos) continue;
    const std::string_view quoted(member.key.data() - 1, member.key.size() + 2);
    if (!unescape(quoted, member.key, error)) return false;
  }
  return true;
}

bool Json::unescape(std::string_view quoted, std::string_view& out, std::string& error) {
  std::string_view text;
  if (!state_->unescape(quoted, text)) return error = "a wrong escape in a string", false;
  out = keep_.emplace_back(text);
  return true;
}

bool Json::text(const Value& string, std::string_view& out, std::string& error) {
  if (string.escaped) return unescape(string.raw, out, error);
  return out = string.raw.substr(1, string.raw.size() - 2), true;
}

}  // namespace shiptally::collectors
