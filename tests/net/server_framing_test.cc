// Messages that end elsewhere than they say, and bytes that nobody asked for.

#include <gmock/gmock.h>

#include <deque>

#include "tests/net/peak.h"
#include "tests/net/running.h"

namespace shiptally::net {
namespace {

using testing::HasSubstr;
using tests::forget_peak;
using tests::peak_bytes;

std::string head(const std::string& method_and_path, const std::string& headers) {
  return method_and_path + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n";
}

const std::string kChunked = "Transfer-Encoding: chunked\r\n";

TEST(Framing, IsRefusedWhereItCouldBeReadInTwoWays) {
  const std::string nul(1, '\0');
  struct Case {
    const char* name;
    std::string bytes;
    int status;
  };
  const Case cases[] = {
      {"the same length twice", head("POST /echo", "Content-Length: 1\r\nContent-Length: 1\r\n") + "x", 400},
      {"a list of lengths", head("POST /echo", "Content-Length: 1, 1\r\n") + "x", 400},
      {"negative length", head("POST /echo", "Content-Length: -1\r\n"), 400},
      {"signed length", head("POST /echo", "Content-Length: +1\r\n") + "x", 400},
      {"hexadecimal length", head("POST /echo", "Content-Length: 0x1\r\n") + "x", 400},
      {"empty length", head("POST /echo", "Content-Length: \r\n"), 400},
      {"a length of 2^64", head("POST /echo", "Content-Length: 18446744073709551616\r\n"), 400},
      {"a length of 2^64 - 1", head("POST /echo", "Content-Length: 18446744073709551615\r\n"), 413},
      {"chunks, then a length", head("POST /echo", kChunked + "Content-Length: 1\r\n") + "0\r\n\r\n", 400},
      {"chunks twice", head("POST /echo", kChunked + kChunked) + "0\r\n\r\n", 400},
      {"a blank before the colon", head("POST /echo", "Content-Length : 1\r\n") + "x", 400},
      {"chunks in HTTP/1.0", "POST /echo HTTP/1.0\r\n" + kChunked + "\r\n0\r\n\r\n", 400},
      {"bare LF after the request line", "POST /echo HTTP/1.1\nHost: h\r\n\r\n", 400},
      {"bare LF after a header", "POST /echo HTTP/1.1\r\nHost: h\nX: y\r\n\r\n", 400},
      {"bare CR in a header", head("POST /echo", "X: a\rb\r\n"), 400},
      {"NUL in a header", head("POST /echo", "X: a" + nul + "b\r\n"), 400},
      {"NUL in the target", head("POST /ec" + nul + "ho", ""), 400},
      {"a folded header that hides a coding",
       head("POST /echo", "Transfer-Encoding:\r\n gzip\r\nContent-Length: 1\r\n") + "x", 400},
      {"a header without a name", head("POST /echo", ": x\r\n"), 400},
  };
  Running running(test_options(), {echo("POST", "/echo")});
  for (const Case& c : cases) {
    Client client(running.port());
    const Answer answer = client.ask(c.bytes);
    EXPECT_EQ(answer.status, c.status) << c.name << ": " << answer.body;
    EXPECT_EQ(answer.header("Connection"), "close") << c.name;
    EXPECT_TRUE(client.closed()) << c.name;
  }
}

TEST(Framing, RouteWithoutABodyReadsNone) {
  Route none = echo("POST", "/none");
  none.body_bytes_max = 0;
  Route page = echo("GET", "/page");
  page.body_bytes_max = 0;
  Running running(test_options(), {none, page});
  const std::string length = "Content-Length: 1000000\r\n";
  const std::string bodies[] = {head("POST /none", length), head("GET /page", length),
                                head("HEAD /page", length), head("GET /page", kChunked),
                                head("POST /none", length + "Expect: 100-continue\r\n")};
  for (const std::string& bytes : bodies) {
    Client client(running.port());
    client.send(bytes);
    const Answer answer = client.read(!bytes.starts_with("HEAD"));
    EXPECT_EQ(answer.status, 413) << bytes;
    EXPECT_EQ(answer.header("Connection"), "close") << bytes;
    EXPECT_TRUE(client.closed()) << bytes;
  }
  Client client(running.port());
  EXPECT_EQ(client.ask(post("/none", "")).status, 200);
  EXPECT_EQ(client.ask(get("/page")).status, 200);
}

TEST(Framing, UnprovenBodiesHaveASmallerBoundAndAShare) {
  ServerOptions options = test_options();
  options.authorise = [](const HttpRequest&, Access) { return Result<std::string>("ci"); };
  options.limits.body_bytes = 64 << 10;
  options.limits.unproven_body_bytes = 32 << 10;
  options.limits.open_unproven_bytes = 40 << 10;
  Running running(options,
                  {echo("POST", "/write", Access::ingest), echo("POST", "/hook", Access::signature)});
  const std::string large(40 << 10, 'x');
  EXPECT_EQ(Client(running.port()).ask(post("/write", large)).status, 200);
  const Answer refused = Client(running.port()).ask(post("/hook", large));
  EXPECT_EQ(refused.status, 413);
  EXPECT_THAT(refused.body, HasSubstr("longer than 32768"));
  EXPECT_EQ(Client(running.port()).ask(head("POST /hook", kChunked) + "a000\r\n").status, 413);
  // One holds more than half of the share: there is no room for a second one, but for a proven one there is.
  const std::string part(30 << 10, 'x');
  Client holding(running.port());
  holding.send(head("POST /hook", "Content-Length: 32768\r\n") + part);
  int status = 200;
  for (int i = 0; i < 1000 && status != 503; ++i)  // until the server has read what `holding` sent
    status = Client(running.port()).ask(post("/hook", part)).status;
  EXPECT_EQ(status, 503);
  EXPECT_EQ(Client(running.port()).ask(post("/write", large)).status, 200);
  EXPECT_EQ(holding.ask(std::string(2 << 10, 'x')).status, 200);
  EXPECT_EQ(Client(running.port()).ask(post("/hook", part)).status, 200);
}

// Sent through Beast's own reading of chunks, each of these kept all that it was sent: 1 GB in ten seconds.
TEST(Framing, EndlessFramingCostsNoMemory) {
  Running running(test_options(), {echo("POST", "/echo"), echo("GET", "/page")});
  const std::string block(1 << 20, 'a');
  const std::string starts[] = {
      head("POST /echo", kChunked) + "1;" + block,              // one extension
      head("POST /echo", kChunked) + "0\r\nTrailer: " + block,  // one trailer
      head("GET /page", kChunked) + "1;" + block,
      "GET /" + block,
      "POST /echo HTTP/1.1\r\nX: " + block,
  };
  forget_peak();
  const std::size_t before = peak_bytes();
  for (const std::string& start : starts) {
    Client client(running.port());
    bool taken = client.send(start);
    for (int i = 0; i < 40 && taken; ++i) taken = client.send(block);
    EXPECT_FALSE(taken) << start.substr(0, 80);
  }
  EXPECT_LT(peak_bytes() - before, 16U << 20);
  EXPECT_EQ(Client(running.port()).ask(post("/echo", "x")).status, 200);
}

TEST(Framing, AnnouncingMuchCostsNoMemory) {
  Running running(test_options(), {echo("POST", "/echo")});
  forget_peak();
  const std::size_t before = peak_bytes();
  std::deque<Client> clients;
  for (int i = 0; i < 200; ++i)
    clients.emplace_back(running.port()).send(head("POST /echo", "Content-Length: 5000000\r\n") + "x");
  EXPECT_EQ(Client(running.port()).ask(post("/echo", "x")).status, 200);
  EXPECT_LT(peak_bytes() - before, 16U << 20);
}

}  // namespace
}  // namespace shiptally::net
