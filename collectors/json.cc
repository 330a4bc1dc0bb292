#include "collectors/json.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>

#include "collectors/scan.h"

namespace shiptally::collectors {
namespace {

using simdjson::ondemand::document;

static_assert(kPadding >= simdjson::SIMDJSON_PADDING);

std::string reason(simdjson::error_code code) {
  switch (code) {
    case simdjson::UTF8_ERROR:
      return "not valid UTF-8";
    case simdjson::UNESCAPED_CHARS:
      return "a control character inside a string";
    case simdjson::UNCLOSED_STRING:
      return "a string without an end";
    case simdjson::STRING_ERROR:
      return "a wrong escape in a string";
    case simdjson::EMPTY:
      return "nothing where a value should be";
    default:
      return "not valid JSON";
  }
}

/// A token reaches to the next one: cuts off the space between them.
std::string_view trimmed(std::string_view token) {
  while (!token.empty() &&
         (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t'))
    token.remove_suffix(1);
  return token;
}

bool has_escape(std::string_view text) { return std::memchr(text.data(), '\\', text.size()) != nullptr; }

/// true, false and null are only told apart by their first letter until here.
bool literal(std::string_view raw, Type type, Value& out) {
  const bool known = raw == "true" || raw == "false" || raw == "null";
  out = {type, false, raw};
  return known;
}

/// `escapes`: whether there is any escape in the document; most rows have none, and it is found out once.
simdjson::error_code cut_out(simdjson::ondemand::value value, bool escapes, Value& out) {
  const std::string_view token = value.raw_json_token();
  if (token.empty()) return simdjson::TAPE_ERROR;
  switch (token.front()) {
    case '{': {
      simdjson::ondemand::object object;
      if (const auto error = value.get_object().get(object)) return error;
      if (const auto error = object.raw_json().get(out.raw)) return error;
      out = {Type::object, false, trimmed(out.raw)};
      return simdjson::SUCCESS;
    }
    case '[': {
      simdjson::ondemand::array array;
      if (const auto error = value.get_array().get(array)) return error;
      if (const auto error = array.raw_json().get(out.raw)) return error;
      out = {Type::array, false, trimmed(out.raw)};
      return simdjson::SUCCESS;
    }
    case '"':
      out = {Type::string, escapes && has_escape(token), trimmed(token)};
      return simdjson::SUCCESS;
    case 't':
    case 'f':
      return literal(trimmed(token), Type::boolean, out) ? simdjson::SUCCESS : simdjson::T_ATOM_ERROR;
    case 'n':
      return literal(trimmed(token), Type::null, out) ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
    default:
      out = {Type::number, false, trimmed(token)};
      break;
  }
  const char first = token.front();
  return first == '-' || (first >= '0' && first <= '9') ? simdjson::SUCCESS : simdjson::TAPE_ERROR;
}

/// The key up to its closing quote, or npos when it holds an escape.
std::size_t plain_key_length(const char* key) {
  std::size_t length = 0;
  while (key[length] != '"' && key[length] != '\\') ++length;
  return key[length] == '"' ? length : std::string_view::npos;
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
  simdjson::ondemand::parser parser;
  Scan scan;

  simdjson::error_code open(std::string_view text, document& out) {
    // Grows in powers of two: a batch whose rows get longer and longer must not allocate for each.
    if (text.size() > parser.capacity())
      if (const auto error = parser.allocate(std::max<std::size_t>(4096, std::bit_ceil(text.size()))))
        return error;
    return parser.iterate(text.data(), text.size(), text.size() + kPadding).get(out);
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

bool Json::members(std::string_view object, std::vector<Member>& out, std::string& error) {
  return (prepared(object) && state_->scan.members(object, out)) || parse_members(object, out, error);
}

bool Json::parse_members(std::string_view text, std::vector<Member>& out, std::string& error) {
  out.clear();
  const auto fail = [&](simdjson::error_code code) { return error = reason(code), false; };
  document doc;
  simdjson::ondemand::object object;
  if (const auto code = state_->open(text, doc)) return fail(code);
  if (const auto code = doc.get_object().get(object)) return fail(code);
  const bool escapes = has_escape(text);
  for (auto item : object) {
    simdjson::ondemand::field field;
    if (const auto code = std::move(item).get(field)) return fail(code);
    Member& member = out.emplace_back();
    const char* key = field.key().raw();
    const std::size_t length = plain_key_length(key);
    if (length != std::string_view::npos) {
      member.key = std::string_view(key, length);
    } else {
      if (const auto code = field.unescaped_key().get(member.key)) return fail(code);
      member.key = keep_.emplace_back(member.key);
    }
    if (const auto code = cut_out(field.value(), escapes, member.value)) return fail(code);
  }
  if (doc.current_location().error() != simdjson::OUT_OF_BOUNDS)
    return error = "text after the object", false;
  return true;
}

bool Json::elements(std::string_view text, std::vector<Value>& out, std::string& error) {
  out.clear();
  const auto fail = [&](simdjson::error_code code) { return error = reason(code), false; };
  document doc;
  simdjson::ondemand::array array;
  if (const auto code = state_->open(text, doc)) return fail(code);
  if (const auto code = doc.get_array().get(array)) return fail(code);
  const bool escapes = has_escape(text);
  for (auto item : array) {
    simdjson::ondemand::value value;
    if (const auto code = std::move(item).get(value)) return fail(code);
    if (const auto code = cut_out(value, escapes, out.emplace_back())) return fail(code);
  }
  return true;
}

bool Json::text(const Value& string, std::string_view& out, std::string& error) {
  if (!string.escaped) return out = string.raw.substr(1, string.raw.size() - 2), true;
  document doc;
  std::string_view unescaped;
  auto code = state_->open(string.raw, doc);
  if (!code) code = doc.get_string().get(unescaped);
  if (code) return error = reason(code), false;
  out = keep_.emplace_back(unescaped);
  return true;
}

}  // namespace shiptally::collectors
