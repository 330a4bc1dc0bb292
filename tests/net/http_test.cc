#include "daemon/net/http.h"

#include <gtest/gtest.h>

#include "daemon/net/response_head.h"

namespace shiptally::net {
namespace {

TEST(Errors, HaveTheStatusOfTheirCode) {
  struct Case {
    Code code;
    int status;
    const char* name;
  };
  const Case cases[] = {
      {Code::invalid, 422, "invalid"},           {Code::unreadable, 400, "unreadable"},
      {Code::unauthorised, 401, "unauthorised"}, {Code::forbidden, 403, "forbidden"},
      {Code::not_found, 404, "not_found"},       {Code::too_large, 413, "too_large"},
      {Code::unsupported, 415, "unsupported"},   {Code::overloaded, 429, "overloaded"},
      {Code::unavailable, 503, "unavailable"},   {Code::internal, 500, "internal"},
  };
  for (const Case& c : cases) {
    const HttpResponse response = error_response({c.code, "why"});
    EXPECT_EQ(response.status, c.status) << c.name;
    EXPECT_EQ(response.body, std::string("{\"error\":{\"code\":\"") + c.name + "\",\"message\":\"why\"}}");
    const bool retry = c.status == 429 || c.status == 503;
    EXPECT_EQ(response.headers.size(), retry || c.status == 401 ? 1U : 0U) << c.name;
  }
}

TEST(Errors, AreJsonWhateverTheMessageQuotes) {
  struct Case {
    std::string message, json;
  };
  const Case cases[] = {
      {"plain", "plain"},
      {"a \"quote\" and a \\", "a \\\"quote\\\" and a \\\\"},
      {"line\r\n\ttab", "line\\r\\n\\ttab"},
      {std::string("nul\0!", 5), "nul\\u0000!"},
      {"\x1b\x7f", "\\u001b\\u007f"},
      {"Grüße 🚢", "Grüße 🚢"},
      {"latin \xFC", "latin \xEF\xBF\xBD"},
      {"overlong \xC0\xAF", "overlong \xEF\xBF\xBD\xEF\xBF\xBD"},
      {"surrogate \xED\xA0\x80", "surrogate \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"cut \xE2\x82", "cut \xEF\xBF\xBD\xEF\xBF\xBD"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(error_response({Code::invalid, c.message}).body,
              "{\"error\":{\"code\":\"invalid\",\"message\":\"" + c.json + "\"}}");
}

TEST(ResponseHead, IsWrittenInFull) {
  const HttpResponse response{
      .status = 200, .content_type = "text/csv", .body = "a,b", .headers = {{"X-Rows", "1"}}};
  EXPECT_EQ(response_head(response, true, instant_from_ms(0)),
            "HTTP/1.1 200 OK\r\nServer: shiptally\r\nX-Content-Type-Options: nosniff\r\n"
            "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type: text/csv\r\nContent-Length: 3\r\nX-Rows: "
            "1\r\n\r\n");
}

TEST(ResponseHead, LeavesOutWhatDoesNotBelong) {
  HttpResponse response{.status = 204, .headers = {{"X-Split", "a\r\nSet-Cookie: b"}, {"X\n", "c"}}};
  EXPECT_EQ(response_head(response, false, instant_from_ms(1'700'000'000'000)),
            "HTTP/1.1 204 No Content\r\nServer: shiptally\r\nX-Content-Type-Options: nosniff\r\n"
            "Date: Tue, 14 Nov 2023 22:13:20 GMT\r\nConnection: close\r\n\r\n");
}

}  // namespace
}  // namespace shiptally::net
