#include "daemon/net/http.h"

#include "schema/base/json.h"

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

}  // namespace

std::string_view HttpRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

std::string HttpRequest::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return {};
}

int status_of(Code code) { return row_of(code).status; }

HttpResponse error_response(int status, std::string_view code, std::string_view message) {
  HttpResponse response;
  response.status = status;
  response.body = "{\"error\":{\"code\":";
  append_json_string(response.body, code);
  response.body += ",\"message\":";
  append_json_string(response.body, message);
  response.body += "}}";
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (status == 429 || status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

HttpResponse error_response(const Error& error) {
  const CodeRow& row = row_of(error.code);
  return error_response(row.status, row.name, error.message);
}

}  // namespace shiptally::net
