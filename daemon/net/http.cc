#include "daemon/net/http.h"

namespace shiptally::net {
namespace {

struct CodeRow {
  Code code;
  int status;
  std::string_view name;
};

constexpr CodeRow kCodes[] = {
    {Code::invalid, 422, "invalid"},           {Code::unreadable, 400, "unreadable"},
    {Code::unauthorised, 401, "unauthorised"}, {Code::forbidden, 403, "forbidden"},
    {Code::not_found, 404, "not_found"},       {Code::too_large, 413, "too_large"},
    {Code::unsupported, 415, "unsupported"},   {Code::overloaded, 429, "overloaded"},
    {Code::unavailable, 503, "unavailable"},   {Code::in_use, 503, "in_use"},
    {Code::internal, 500, "internal"},
};

const CodeRow& row_of(Code code) {
  for (const CodeRow& row : kCodes)
    if (row.code == code) return row;
  return kCodes[std::size(kCodes) - 1];
}

/// Length of the well-formed UTF-8 sequence at the start of `text`, 0 when there is none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                             : lead >= 0xE0 && lead <= 0xEF ? 3
                             : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                            : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  // Overlong forms, surrogates and code points past U+10FFFF.
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;
  if (lead == 0xED && byte(1) > 0x9F) return 0;
  if (lead == 0xF0 && byte(1) < 0x90) return 0;
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}

void append_escaped(std::string& out, char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  const auto value = static_cast<unsigned char>(c);
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
      if (value >= 0x20 && value != 0x7F) {
        out += c;
        return;
      }
      out += "\\u00";
      out += kHex[value >> 4];
      out += kHex[value & 0xF];
  }
}

/// A message may quote what a stranger sent, so bytes that are no UTF-8 become U+FFFD.
std::string json_string(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 1) {
      append_escaped(out, text.front());
    } else if (length > 1) {
      out += text.substr(0, length);
    } else {
      out += "\xEF\xBF\xBD";
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out += '"';
}

}  // namespace

std::string_view HttpRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

int status_of(Code code) { return row_of(code).status; }

HttpResponse error_response(int status, std::string_view code, std::string_view message) {
  HttpResponse response;
  response.status = status;
  response.body = "{\"error\":{\"code\":" + json_string(code) + ",\"message\":" + json_string(message) + "}}";
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (status == 429 || status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

HttpResponse error_response(const Error& error) {
  const CodeRow& row = row_of(error.code);
  return error_response(row.status, row.name, error.message);
}

}  // namespace shiptally::net
