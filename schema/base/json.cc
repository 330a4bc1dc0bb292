#include "schema/base/json.h"

#include <charconv>
#include <cmath>

#include "schema/base/utf8.h"

namespace shiptally {
namespace {

template <class Number>
void append_shortest(std::string& out, Number value) {
  char text[32];  // the longest double, "-1.7976931348623157e+308", has 24 characters
  const auto [end, error] = std::to_chars(text, text + sizeof text, value);
  out.append(text, end);
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      constexpr char kHex[] = "0123456789abcdef";
      const auto byte = static_cast<unsigned char>(c);
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
  }
}

/// Length of the run at the start of `text` that needs no escape: printable ASCII.
std::size_t plain_run(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && text[i] >= 0x20 && text[i] < 0x7F && text[i] != '"' && text[i] != '\\') ++i;
  return i;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (;;) {
    const std::size_t run = plain_run(text);
    out += text.substr(0, run);
    text.remove_prefix(run);
    if (text.empty()) break;
    const std::size_t length = utf8_character(text);
    if (length == 1)
      append_escaped(out, text.front());
    else
      out += length > 0 ? text.substr(0, length) : kReplacement;
    text.remove_prefix(length > 0 ? length : 1);
  }
  out += '"';
}

void append_json_number(std::string& out, double value) {
  if (std::isfinite(value))
    append_shortest(out, value);
  else
    out += "null";
}

void append_json_number(std::string& out, std::int64_t value) { append_shortest(out, value); }

}  // namespace shiptally
