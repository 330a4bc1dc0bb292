#include "daemon/net/server.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <mutex>

#include "tests/net/running.h"

namespace shiptally::net {
namespace {

using testing::HasSubstr;

TEST(Server, AnswersWithTheHeadersThatEveryResponseHas) {
  Running running(test_options(), {echo("POST", "/echo")});
  Client client(running.port());
  const Answer answer = client.ask(post("/echo", "hello"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.header("Server"), "shiptally");
  EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(answer.header("Content-Length"), "5");
  EXPECT_EQ(answer.header("Date"), "Tue, 14 Nov 2023 22:13:20 GMT");
}

TEST(Server, KeepsTheConnectionAndTheOrderOfPipelinedRequests) {
  Running running(test_options(), {echo("POST", "/echo")});
  Client client(running.port());
  client.send(post("/echo", "one") + post("/echo", "two") + post("/nowhere", "") + post("/echo", "three"));
  EXPECT_EQ(client.read().body, "one");
  EXPECT_EQ(client.read().body, "two");
  EXPECT_EQ(client.read().status, 404);
  EXPECT_EQ(client.read().body, "three");
  EXPECT_EQ(client.ask(post("/echo", "four")).body, "four");
}

// A large body is read past the buffer that the header came through; what follows it is the next request.
TEST(Server, TakesALargeBodyWholeAndNothingOfWhatFollows) {
  Running running(test_options(), {echo("POST", "/echo")});
  std::string large;
  for (int i = 0; large.size() < (1U << 20); ++i) large += std::to_string(i) + " ";
  Client client(running.port());
  client.send(post("/echo", large) + post("/echo", "small"));
  EXPECT_EQ(client.read().body, large);
  EXPECT_EQ(client.read().body, "small");
}

struct Case {
  const char* name;
  std::string bytes;
  int status;
  const char* body_has;
  bool closes;
};

TEST(Server, AnswersWhateverIsSent) {
  const Case cases[] = {
      {"unknown path", get("/nope"), 404, "nothing at /nope", false},
      {"wrong method", get("/echo"), 405, "GET: /echo takes POST", false},
      {"options", "OPTIONS /echo HTTP/1.1\r\nHost: h\r\n\r\n", 405, "takes POST", false},
      {"broken escape", get("/%zz"), 400, "broken percent escape", false},
      {"absolute target", "GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n", 400, "must begin with /", false},
      {"no HTTP", "hello\r\n\r\n", 400, "unreadable", true},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "unreadable", true},
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400, "Host: must be there once", true},
      {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "Host: must be there once", true},
      {"two lengths", "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
       400, "unreadable", true},
      {"length and chunks",
       "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400, "unreadable", true},
      {"unknown transfer coding", "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 400,
       "only chunked", true},
      {"two transfer codings",
       "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400,
       "only chunked", true},
      {"chunked",
       "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
       200, "abcde", false},
      {"broken chunk", "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400,
       "unreadable", true},
      {"connection close", post("/echo", "x", "Connection: close\r\n"), 200, "x", true},
      {"HTTP/1.0", "POST /echo HTTP/1.0\r\nContent-Length: 1\r\n\r\nx", 200, "x", true},
      {"unknown expectation", post("/echo", "x", "Expect: wonders\r\n"), 417, "100-continue", true},
  };
  Running running(test_options(), {echo("POST", "/echo")});
  for (const Case& c : cases) {
    Client client(running.port());
    const Answer answer = client.ask(c.bytes);
    EXPECT_EQ(answer.status, c.status) << c.name;
    EXPECT_THAT(answer.body, HasSubstr(c.body_has)) << c.name;
    EXPECT_EQ(answer.header("Connection"), c.closes ? "close" : "") << c.name;
    if (c.closes) {
      EXPECT_TRUE(client.closed()) << c.name;
    } else {
      EXPECT_EQ(client.ask(post("/echo", "still here")).body, "still here") << c.name;
    }
  }
}

TEST(Server, AllowNamesTheMethods) {
  Running running(test_options(), {echo("POST", "/both"), echo("GET", "/both")});
  Client client(running.port());
  EXPECT_EQ(client.ask("DELETE /both HTTP/1.1\r\nHost: h\r\n\r\n").header("Allow"), "GET, HEAD, POST");
}

TEST(Server, HeadIsGetWithoutBody) {
  Running running(test_options(),
                  {{"GET", "/page", Access::open, [](HttpRequest request, Respond respond) {
                      respond({.status = 200, .content_type = "text/plain", .body = request.method});
                    }}});
  Client client(running.port());
  client.send("HEAD /page HTTP/1.1\r\nHost: h\r\n\r\n");
  const Answer answer = client.read(false);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Length"), "4");
  EXPECT_EQ(client.ask(get("/page")).body, "GET");
}

TEST(Server, SendsContinueOnlyToAWantedBody) {
  Running running(test_options(), {echo("POST", "/echo")});
  const std::string head = "Host: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
  Client wanted(running.port());
  EXPECT_EQ(wanted.ask("POST /echo HTTP/1.1\r\n" + head).status, 100);
  EXPECT_EQ(wanted.ask("hello").body, "hello");
  Client unwanted(running.port());
  EXPECT_EQ(unwanted.ask("POST /nope HTTP/1.1\r\n" + head).status, 404);
}

TEST(Server, TakesTheRequestApart) {
  std::promise<HttpRequest> seen;
  Running running(test_options(),
                  {{"GET", "/api v1", Access::open, [&](HttpRequest request, Respond respond) {
                      seen.set_value(request);
                      respond({});
                    }}});
  Client client(running.port());
  client.ask(get("/api%20v1?tz=Europe%2FBerlin&q=a+b&q=&flag", "X-Some-Thing: Value\r\n"));
  const HttpRequest request = seen.get_future().get();
  EXPECT_EQ(request.path, "/api v1");
  EXPECT_EQ(request.query, (Fields{{"tz", "Europe/Berlin"}, {"q", "a b"}, {"q", ""}, {"flag", ""}}));
  EXPECT_EQ(request.header("x-some-thing"), "Value");
  EXPECT_EQ(request.peer, "127.0.0.1");
  EXPECT_TRUE(request.loopback);
  EXPECT_FALSE(request.control);
}

TEST(Server, AnswersFromAnotherThreadAndSurvivesBadHandlers) {
  std::mutex mutex;
  std::vector<std::string> errors;
  ServerOptions options = test_options();
  options.on_error = [&](std::string_view message) {
    const std::lock_guard lock(mutex);
    errors.emplace_back(message);
  };
  std::vector<std::thread> workers;
  Running running(options, {{"GET", "/thread", Access::open,
                             [&](HttpRequest, Respond respond) {
                               workers.emplace_back([respond] {
                                 respond({.status = 202, .body = "first"});
                                 respond({.status = 500, .body = "second"});
                               });
                             }},
                            {"GET", "/throws", Access::open,
                             [](HttpRequest, Respond) { throw std::runtime_error("boom"); }},
                            {"GET", "/forgets", Access::open, [](HttpRequest, Respond) {}}});
  Client client(running.port());
  EXPECT_EQ(client.ask(get("/thread")).body, "first");
  EXPECT_EQ(client.ask(get("/throws")).status, 500);
  EXPECT_THAT(client.ask(get("/forgets")).body, HasSubstr("dropped without an answer"));
  EXPECT_EQ(client.ask(get("/thread")).status, 202);
  for (std::thread& worker : workers) worker.join();
  running.stop();
  EXPECT_THAT(errors, testing::ElementsAre("handler of /throws: boom"));
}

TEST(Server, ReportsRoutesByNameAndEverythingElseAsOther) {
  std::vector<std::string> reports;
  ServerOptions options = test_options();
  options.on_request = [&](std::string_view route, int status, std::chrono::microseconds) {
    reports.push_back(std::string(route) + " " + std::to_string(status));
  };
  Running running(options, {echo("POST", "/echo")});
  {
    Client client(running.port());
    client.ask(post("/echo", "x"));
    client.ask(get("/echo"));
    client.ask(get("/some/secret/path"));
    client.ask("nonsense\r\n\r\n");
    EXPECT_TRUE(client.closed());
  }
  running.stop();
  EXPECT_THAT(reports, testing::ElementsAre("/echo 200", "other 405", "other 404", "other 400"));
}

TEST(Server, AsksForAccessBeforeItReadsTheBody) {
  ServerOptions options = test_options();
  options.authorise = [](const HttpRequest& request, Access access) -> Result<std::string> {
    if (access == Access::ingest && request.header("authorization") == "Bearer good")
      return std::string("ci");
    return Error{Code::unauthorised, "no"};
  };
  Route write = echo("POST", "/write", Access::ingest);
  write.handler = [](HttpRequest request, Respond respond) { respond({.body = request.principal}); };
  Running running(options, {write});
  Client client(running.port());
  EXPECT_EQ(client.ask(post("/write", "x", "Authorization: Bearer good\r\n")).body, "ci");
  const Answer refused = client.ask("POST /write HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.header("WWW-Authenticate"), "Bearer");
}

TEST(Server, WithoutRulesOnlyOpenRoutesAnswer) {
  Running running(test_options(),
                  {{"GET", "/closed", Access::read, [](HttpRequest, Respond respond) { respond({}); }}});
  EXPECT_EQ(Client(running.port()).ask(get("/closed")).status, 401);
}

TEST(Server, UnixSocketIsTheOwnersAlone) {
  TempDir dir;
  const std::string path = dir.file("control.sock");
  ServerOptions options = test_options();
  options.address.clear();
  options.unix_socket = path;
  const Route who{"GET", "/who", Access::open, [](HttpRequest request, Respond respond) {
                    respond({.body = request.peer + (request.control ? " control" : "")});
                  }};
  {
    Running running(options, {who});
    ASSERT_TRUE(running.started().has_value());
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    EXPECT_EQ(Client(path).ask(get("/who")).body, "unix control");
    Running second(options, {who});
    ASSERT_TRUE(second.started().has_error());
    EXPECT_THAT(second.started().error().message, HasSubstr("in use"));
    EXPECT_EQ(Client(path).ask(get("/who")).body, "unix control") << "the first one still listens";
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Server, ReplacesASocketThatNobodyListensOn) {
  TempDir dir;
  const std::string path = dir.file("control.sock");
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  ::close(fd);
  ServerOptions options = test_options();
  options.unix_socket = path;
  Running running(options, {echo("POST", "/echo")});
  ASSERT_TRUE(running.started().has_value());
  EXPECT_EQ(Client(path).ask(post("/echo", "x")).body, "x");
}

TEST(Server, RefusesAnAddressThatIsNoneOrTaken) {
  Running first(test_options(), {});
  struct Bad {
    const char* address;
    std::uint16_t port;
    Code code;
  };
  const Bad cases[] = {{"localhost", 0, Code::invalid}, {"127.0.0.1", first.port(), Code::unavailable}};
  for (const Bad& c : cases) {
    ServerOptions options = test_options();
    options.address = c.address;
    options.port = c.port;
    Running running(options, {});
    ASSERT_TRUE(running.started().has_error()) << c.address;
    EXPECT_EQ(running.started().error().code, c.code) << c.address;
  }
}

}  // namespace
}  // namespace shiptally::net
