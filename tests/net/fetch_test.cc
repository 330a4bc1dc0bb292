#include "daemon/net/fetch.h"

#include <gmock/gmock.h>

#include "tests/net/compress.h"
#include "tests/net/raw_server.h"
#include "tests/net/running.h"

namespace shiptally::net {
namespace {

using testing::HasSubstr;
using testing::Not;
using tests::RawServer;

FetchRequest request_of(std::string url) {
  FetchRequest request;
  request.url = std::move(url);
  request.private_addresses = true;
  request.deadline = std::chrono::seconds(10);
  return request;
}

std::string answer_of(const std::string& headers, const std::string& body) {
  return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

Route describe_request(const char* method) {
  return {method, "/thing", Access::open,
          [](HttpRequest request, Respond respond) {
            HttpResponse response{.status = 429, .content_type = "text/plain", .body = {}};
            response.headers = {{"Retry-After", "7"}, {"X-Twice", "a"}, {"X-Twice", "b"}};
            response.body = request.method + "|" + std::string(request.header("x-key")) + "|" +
                            std::string(request.header("x-none")) + "|" + request.body;
            respond(std::move(response));
          },
          kBodyAsLimited};
}

TEST(Fetch, GivesStatusHeadersAndBody) {
  Running running(test_options(), {describe_request("GET"), describe_request("POST")});
  FetchRequest request = request_of("http://127.0.0.1:" + std::to_string(running.port()) + "/thing");
  request.headers = {{"X-Key", "k"}, {"X-None", ""}};
  const auto got = fetch(request);
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_EQ(got->status, 429);
  EXPECT_EQ(got->body, "GET|k||");
  EXPECT_EQ(got->header("retry-after"), "7");
  EXPECT_EQ(got->header("x-twice"), "a");
  EXPECT_EQ(got->header("x-missing"), "");
  request.method = "POST";
  request.body = std::string("a\0b", 3);
  const auto posted = fetch(request);
  ASSERT_TRUE(posted.has_value()) << posted.error().message;
  EXPECT_EQ(posted->body, std::string("POST|k||a\0b", 11));
}

TEST(Fetch, UndoesGzip) {
  const std::string text(5000, 'x');
  RawServer server(answer_of("Content-Encoding: gzip\r\n", tests::gzip(text)));
  const auto got = fetch(request_of(server.url()));
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_EQ(got->body, text);
}

TEST(Fetch, FollowsNoRedirect) {
  RawServer server("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  const auto got = fetch(request_of(server.url()));
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_EQ(got->status, 302);
}

TEST(Fetch, ForgetsTheHeadersOfAnInterimAnswer) {
  RawServer server("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" + answer_of("X-Late: 1\r\n", "ok"));
  const auto got = fetch(request_of(server.url()));
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_EQ(got->status, 200);
  EXPECT_EQ(got->header("x-early"), "");
  EXPECT_EQ(got->header("x-late"), "1");
}

TEST(Fetch, TakesTrailersAfterTheBody) {
  RawServer server(
      "HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n");
  const auto got = fetch(request_of(server.url()));
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_EQ(got->body, "ok");
}

TEST(Fetch, SaysWhatIsWrongWithAnAnswer) {
  const std::string zipped = tests::gzip(std::string(100'000, 'x'));
  std::string long_headers;
  for (int i = 0; i < 1000; ++i) long_headers += "X-Long: " + std::string(100, 'x') + "\r\n";
  struct Case {
    const char* name;
    std::string answer;
    Code code;
    const char* message;
  };
  const Case cases[] = {
      {"too long", answer_of("", std::string(1001, 'x')), Code::too_large, "longer than 1000 bytes"},
      {"too long without a length", "HTTP/1.1 200 OK\r\n\r\n" + std::string(1001, 'x'), Code::too_large,
       "longer than 1000 bytes"},
      {"a bomb", answer_of("Content-Encoding: gzip\r\n", zipped), Code::too_large, "1000 bytes"},
      {"endless headers", "HTTP/1.1 200 OK\r\n" + long_headers, Code::too_large, "longer"},
      {"garbage", "\x01\x02nothing like HTTP\r\n\r\n", Code::unavailable, "http://127.0.0.1:"},
      {"cut off", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", Code::unavailable, "7 bytes remaining"},
      {"cut off in gzip", answer_of("Content-Encoding: gzip\r\n", tests::gzip("text").substr(0, 15)),
       Code::unavailable, "cut off"},
      {"damaged gzip", answer_of("Content-Encoding: gzip\r\n", "plain"), Code::unavailable, "gzip"},
      {"a coding of its own", answer_of("Content-Encoding: br\r\n", "x"), Code::unavailable, "br"},
      {"cut off in the head", "HTTP/1.1 200 OK\r\nConte", Code::unavailable, "cut off in its head"},
  };
  for (const Case& c : cases) {
    RawServer server(c.answer);
    FetchRequest request = request_of(server.url() + "/secret?key=secret");
    request.bytes_max = 1000;
    const auto got = fetch(request);
    ASSERT_TRUE(got.has_error()) << c.name;
    EXPECT_EQ(got.error().code, c.code) << c.name << ": " << got.error().message;
    EXPECT_THAT(got.error().message, HasSubstr(c.message)) << c.name;
    EXPECT_THAT(got.error().message, Not(HasSubstr("secret"))) << c.name;
  }
}

TEST(Fetch, EndsAtTheDeadline) {
  RawServer server("");
  FetchRequest request = request_of(server.url() + "/secret");
  request.deadline = Millis(50);
  const auto got = fetch(request);
  ASSERT_TRUE(got.has_error());
  EXPECT_EQ(got.error().code, Code::unavailable);
  EXPECT_THAT(got.error().message, HasSubstr("timed out"));
  EXPECT_THAT(got.error().message, Not(HasSubstr("secret")));
}

TEST(Fetch, EndsWhenStopped) {
  RawServer server("");
  std::stop_source source;
  FetchRequest request = request_of(server.url());
  request.deadline = std::chrono::hours(1);
  request.stop = source.get_token();
  source.request_stop();
  const auto got = fetch(request);
  ASSERT_TRUE(got.has_error());
  EXPECT_EQ(got.error().code, Code::unavailable);
  EXPECT_THAT(got.error().message, HasSubstr("stopped"));
}

TEST(Fetch, RefusesWhatMustNotBeAsked) {
  struct Case {
    const char* name;
    std::string url;
    bool private_addresses;
    Fields headers;
    const char* message;
    Code code = Code::invalid;
  };
  const Case cases[] = {
      {"a file", "file:///etc/secret", true, {}, "not https"},
      {"mail", "smtp://127.0.0.1/", true, {}, "not https"},
      {"no URL", "secret", true, {}, "not a URL"},
      {"nothing", "", true, {}, "not a URL"},
      {"a user", "https://u:secret@example.com/", false, {}, "user"},
      {"plain to the internet", "http://example.com/secret", false, {}, "not https"},
      {"this host", "https://127.0.0.1:1/secret", false, {}, "private address"},
      {"this host, IPv6", "https://[::1]:1/secret", false, {}, "private address"},
      {"this host by name",
       "https://localhost:1/secret",
       false,
       {},
       "private address",
       Code::unavailable},  // a name may lead elsewhere later
      {"plain to a public address", "http://192.88.98.1/secret", true, {}, "takes https"},
      {"a line break", "http://127.0.0.1:1/", true, {{"X-A", "b\r\nX-C: secret"}}, "line break"},
      {"a line break in a name", "http://127.0.0.1:1/", true, {{"X\nA", "b"}}, "line break"},
  };
  for (const Case& c : cases) {
    FetchRequest request;
    request.url = c.url;
    request.private_addresses = c.private_addresses;
    request.headers = c.headers;
    const auto got = fetch(request);
    ASSERT_TRUE(got.has_error()) << c.name;
    EXPECT_EQ(got.error().code, c.code) << c.name << ": " << got.error().message;
    EXPECT_THAT(got.error().message, HasSubstr(c.message)) << c.name;
    EXPECT_THAT(got.error().message, Not(HasSubstr("secret"))) << c.name;
  }
}

TEST(Fetch, SaysThatNobodyAnswers) {
  std::string url;
  {
    RawServer gone("");
    url = gone.url();
  }
  const auto got = fetch(request_of(url));
  ASSERT_TRUE(got.has_error());
  EXPECT_EQ(got.error().code, Code::unavailable);
  EXPECT_THAT(got.error().message, HasSubstr("Failed to connect"));
}

}  // namespace
}  // namespace shiptally::net
