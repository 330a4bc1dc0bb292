// Who gets a connection when there are none left.

#include <gmock/gmock.h>

#include <deque>

#include "tests/net/running.h"

namespace shiptally::net {
namespace {

/// Whoever says "Authorization: good" is proven.
ServerOptions guarded_options() {
  ServerOptions options = test_options();
  options.authorise = [](const HttpRequest& request, Access access) -> Result<std::string> {
    if (access == Access::signature || request.header("authorization") == "good") return std::string("ci");
    return Error{Code::unauthorised, "no"};
  };
  return options;
}

std::vector<Route> routes() {
  return {echo("POST", "/write", Access::ingest), echo("POST", "/hook", Access::signature),
          echo("GET", "/-/healthy")};
}

std::string write(const std::string& headers = {}) {
  return post("/write", "x", "Authorization: good\r\n" + headers);
}

struct Cap {
  const char* name;
  std::size_t connections, per_address;
};
constexpr Cap kCaps[] = {{"in all", 4, 100}, {"from one address", 100, 4}};

ServerOptions capped(const Cap& cap) {
  ServerOptions options = guarded_options();
  options.limits.connections = cap.connections;
  options.limits.connections_per_address = cap.per_address;
  return options;
}

TEST(Connections, ProvenOnesStayAndWhatIsOverTheCapIsTurnedAway) {
  for (const Cap& cap : kCaps) {
    TempDir dir;
    ServerOptions options = capped(cap);
    options.unix_socket = dir.file("control.sock");
    Running running(options, routes());
    std::deque<Client> inside;
    for (int i = 0; i < 4; ++i) EXPECT_EQ(inside.emplace_back(running.port()).ask(write()).status, 200);
    for (int i = 0; i < 50; ++i) {
      Client outside(running.port());
      EXPECT_EQ(outside.ask(write()).status, 503) << cap.name;
      EXPECT_TRUE(outside.closed()) << cap.name;
    }
    EXPECT_EQ(Client(running.port()).ask(get("/-/healthy")).status, 200) << "a probe never starves";
    EXPECT_EQ(Client(options.unix_socket).ask(write()).status, 200) << "control still works";
    for (Client& client : inside) EXPECT_EQ(client.ask(write()).status, 200) << cap.name;
    EXPECT_EQ(inside.back().ask(write("Connection: close\r\n")).status, 200);
    EXPECT_TRUE(inside.back().closed());
    inside.pop_back();
    // The server notices the end a moment after the client: ask until there is room again.
    int status = 503;
    for (int i = 0; i < 1000 && status != 200; ++i) status = Client(running.port()).ask(write()).status;
    EXPECT_EQ(status, 200) << cap.name;
  }
}

TEST(Connections, ThoseThatProveNothingGiveWayToANewOne) {
  const std::string starts[] = {"", "POST /write HTT", get("/-/healthy"), get("/nowhere"),
                                "POST /hook HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"};
  for (const Cap& cap : kCaps) {
    for (const std::string& start : starts) {
      Running running(capped(cap), routes());
      std::deque<Client> strangers;
      for (int i = 0; i < 40; ++i) {
        Client& stranger = strangers.emplace_back(running.port());
        stranger.send(start);
        if (start.starts_with("GET")) {
          EXPECT_NE(stranger.read().status, 0);
        }
      }
      Client sender(running.port());
      EXPECT_EQ(sender.ask(write()).status, 200) << cap.name << ": " << start;
      EXPECT_TRUE(strangers.front().closed()) << cap.name << ": " << start;
      for (int i = 0; i < 40; ++i) strangers.emplace_back(running.port());
      EXPECT_EQ(sender.ask(write()).status, 200) << "a proven one is not closed by a flood";
    }
  }
}

TEST(Connections, ASignatureThatWasRightProvesToo) {
  Running running(capped(kCaps[0]), routes());
  Client hook(running.port());
  EXPECT_EQ(hook.ask(post("/hook", "x")).status, 200);
  std::deque<Client> strangers;
  for (int i = 0; i < 40; ++i) strangers.emplace_back(running.port());
  EXPECT_EQ(hook.ask(post("/hook", "x")).status, 200);
}

TEST(Connections, TheReserveCannotBeHeldAgainstAProbe) {
  ServerOptions options = capped(kCaps[0]);
  options.limits.reserve_connections = 2;
  Running running(options, routes());
  std::deque<Client> inside;
  for (int i = 0; i < 4; ++i) EXPECT_EQ(inside.emplace_back(running.port()).ask(write()).status, 200);
  std::deque<Client> strangers;
  for (int i = 0; i < 20; ++i) strangers.emplace_back(running.port());
  EXPECT_EQ(Client(running.port()).ask(get("/-/healthy")).status, 200);
}

TEST(Connections, AHeaderHasAShortDeadlineOfItsOwn) {
  ServerOptions options = guarded_options();
  options.limits.header_deadline = Millis(100);
  Running running(options, routes());
  for (const std::string start : {"", "GET / HT", "POST /write HTTP/1.1\r\nHost: h\r\n"}) {
    Client client(running.port());
    client.send(start);
    EXPECT_TRUE(client.closed()) << start;
  }
  Client slow(running.port());
  slow.send("POST /write HTTP/1.1\r\nHost: h\r\nAuthorization: good\r\nContent-Length: 2\r\n\r\na");
  Client other(running.port());
  EXPECT_TRUE(other.closed()) << "later than slow's header deadline";
  EXPECT_EQ(slow.ask("b").body, "ab") << "its body has read_deadline";
}

}  // namespace
}  // namespace shiptally::net
