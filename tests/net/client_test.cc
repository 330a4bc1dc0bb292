#include "daemon/net/client.h"

#include <gmock/gmock.h>

#include "tests/net/raw_server.h"
#include "tests/net/running.h"

namespace shiptally::net {
namespace {

using testing::HasSubstr;

Route describe_request(const char* method) {
  return {method, "/v1/thing", Access::open,
          [](HttpRequest request, Respond respond) {
            HttpResponse response{.status = 207, .content_type = "text/plain", .body = {}};
            response.body = request.method + "|" + std::string(request.header("authorization")) + "|" +
                            std::string(request.header("content-type")) + "|" + request.body;
            respond(std::move(response));
          },
          kBodyAsLimited};
}

TEST(Call, WorksOverTcpAndOverAUnixSocket) {
  TempDir dir;
  ServerOptions options = test_options();
  options.unix_socket = dir.file("control.sock");
  Running running(options, {describe_request("GET"), describe_request("POST")});
  const std::string tcp = "http://127.0.0.1:" + std::to_string(running.port()) + "/v1/thing";
  struct Case {
    const char* name;
    ClientRequest request;
    const char* body;
  };
  const Case cases[] = {
      {"get", {.url = tcp}, "GET|||"},
      {"bearer", {.url = tcp, .bearer = "st_x"}, "GET|Bearer st_x||"},
      {"post", {.url = tcp, .method = "POST", .body = "[1]"}, "POST||application/json|[1]"},
      {"empty post", {.url = tcp, .method = "POST"}, "POST||application/x-www-form-urlencoded|"},
      {"unix", {.url = "http://shiptally/v1/thing", .unix_socket = options.unix_socket}, "GET|||"},
  };
  for (const Case& c : cases) {
    const auto answer = call(c.request);
    ASSERT_TRUE(answer.has_value()) << c.name << ": " << answer.error().message;
    EXPECT_EQ(answer->status, 207) << c.name;
    EXPECT_EQ(answer->content_type, "text/plain") << c.name;
    EXPECT_EQ(answer->body, c.body) << c.name;
  }
}

TEST(Call, SaysWhatWentWrong) {
  Running running(test_options(), {{"GET", "/silent", Access::open,
                                    [](HttpRequest, Respond respond) {
                                      static Respond kept;
                                      kept = std::move(respond);
                                    }},
                                   {"GET", "/long", Access::open, [](HttpRequest, Respond respond) {
                                      respond({.body = std::string(10'000, 'x')});
                                    }}});
  const std::string tcp = "http://127.0.0.1:" + std::to_string(running.port());
  struct Case {
    const char* name;
    ClientRequest request;
    Code code;
    const char* message;
  };
  const Case cases[] = {
      {"too long",
       {.url = tcp + "/long", .answer_bytes_max = 1000},
       Code::too_large,
       "longer than 1000 bytes"},
      {"no answer", {.url = tcp + "/silent", .timeout = Millis(30)}, Code::unavailable, "timed out"},
      {"no socket",
       {.url = "http://x/", .unix_socket = "/nowhere.sock"},
       Code::unavailable,
       "/nowhere.sock: "},
      {"no URL", {.url = "http://"}, Code::invalid, ""},
      {"a file", {.url = "file:///etc/passwd"}, Code::invalid, "file"},
  };
  for (const Case& c : cases) {
    const auto answer = call(c.request);
    ASSERT_TRUE(answer.has_error()) << c.name;
    EXPECT_EQ(answer.error().code, c.code) << c.name << ": " << answer.error().message;
    EXPECT_THAT(answer.error().message, HasSubstr(c.message)) << c.name;
  }
}

TEST(Call, BoundsHeadersAndTrailers) {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "X-Long: " + std::string(100, 'x') + "\r\n";
  const std::string answers[] = {
      "HTTP/1.1 200 OK\r\n" + many + "Content-Length: 0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + many + "\r\n",
      "HTTP/1.1 103 Early Hints\r\n" + many + "\r\n" + "HTTP/1.1 204 No Content\r\n\r\n",
  };
  for (const std::string& answer : answers) {
    const tests::RawServer server(answer);
    const auto got = call({.url = server.url()});
    ASSERT_TRUE(got.has_error());
    EXPECT_EQ(got.error().code, Code::too_large) << got.error().message;
  }
}

}  // namespace
}  // namespace shiptally::net
