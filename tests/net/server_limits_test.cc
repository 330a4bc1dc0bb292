// What the server refuses, and that it goes on afterwards.

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "tests/net/running.h"

namespace shiptally::net {
namespace {

using testing::HasSubstr;

ServerOptions small_limits() {
  ServerOptions options = test_options();
  options.limits.header_bytes = 1024;
  options.limits.body_bytes = 64 << 10;
  return options;
}

std::string chunk(std::size_t bytes) {
  char size[32];
  std::snprintf(size, sizeof(size), "%zx\r\n", bytes);
  return size + std::string(bytes, 'x') + "\r\n";
}

TEST(Limits, HeaderTooLongInOneLineOrInMany) {
  Running running(small_limits(), {echo("POST", "/echo")});
  std::string many;
  for (int i = 0; i < 100; ++i) many += "X-Header-" + std::to_string(i) + ": some value\r\n";
  const std::string cases[] = {get("/" + std::string(5000, 'a')),
                               get("/", "X: " + std::string(5000, 'a') + "\r\n"), get("/", many)};
  for (const std::string& bytes : cases) {
    Client client(running.port());
    const Answer answer = client.ask(bytes);
    EXPECT_EQ(answer.status, 431);
    EXPECT_THAT(answer.body, HasSubstr("\"header_too_large\""));
    EXPECT_TRUE(client.closed());
  }
}

TEST(Limits, AnnouncedBodyIsRefusedUnread) {
  Running running(small_limits(), {echo("POST", "/echo")});
  Client client(running.port());
  // Not one byte of the 100 MB has been sent when the answer comes.
  const Answer answer = client.ask("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n");
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.body,
            "{\"error\":{\"code\":\"too_large\",\"message\":\"body: longer than 65536 bytes\"}}");
  EXPECT_EQ(answer.header("Connection"), "close");
}

TEST(Limits, SenderThatDoesNotStopIsCutAndStillHearsWhy) {
  Running running(small_limits(), {echo("POST", "/echo")});
  Client client(running.port());
  client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n");
  const std::string block(1 << 20, 'x');
  int sent = 0;
  while (sent < 100 && client.send(block)) ++sent;
  EXPECT_LT(sent, 100);
  EXPECT_EQ(client.read().status, 413);
}

TEST(Limits, ChunkedBodyIsCountedAsItComes) {
  Running running(small_limits(), {echo("POST", "/echo")});
  const std::string head = "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  Client over(running.port());
  over.send(head);
  for (int i = 0; i < 5; ++i) over.send(chunk(16 << 10));
  EXPECT_EQ(over.read().status, 413);
  Client within(running.port());
  within.send(head);
  for (int i = 0; i < 4; ++i) within.send(chunk(16 << 10));
  const Answer answer = within.ask("0\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body.size(), 64U << 10);
}

TEST(Limits, AllBodiesTogetherAreBounded) {
  ServerOptions options = small_limits();
  options.limits.open_body_bytes = 48 << 10;
  Running running(options, {echo("POST", "/echo")});
  Client client(running.port());
  const Answer answer = client.ask(post("/echo", std::string(60 << 10, 'x')));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Retry-After"), "1");
  // What the refused one held was given back.
  EXPECT_EQ(Client(running.port()).ask(post("/echo", std::string(40 << 10, 'x'))).status, 200);
}

TEST(Limits, SlowSenderIsClosedByTheDeadlineOfTheWholeMessage) {
  ServerOptions options = test_options();
  options.limits.read_deadline = Millis(50);
  Running running(options, {echo("POST", "/echo")});
  const std::string starts[] = {"", "GET / HT", "POST /echo HTTP/1.1\r\nHost: h\r\n",
                                "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"};
  for (const std::string& start : starts) {
    Client client(running.port());
    client.send(start);
    EXPECT_TRUE(client.closed()) << start;
  }
  // A byte now and then does not buy time.
  Client drip(running.port());
  // So many that sending them takes far longer than the deadline and the server's wait for the client's end.
  constexpr int kBytes = 10'000'000;
  drip.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(kBytes) + "\r\n\r\n");
  int bytes = 0;
  while (bytes < kBytes && drip.send("a")) ++bytes;
  EXPECT_LT(bytes, kBytes);
}

TEST(Limits, IdleConnectionIsClosed) {
  ServerOptions options = test_options();
  options.limits.idle_deadline = Millis(30);
  Running running(options, {echo("POST", "/echo")});
  Client client(running.port());
  EXPECT_EQ(client.ask(post("/echo", "x")).status, 200);
  EXPECT_TRUE(client.closed());
}

/// In a process of its own: uses up all descriptors, connects, frees them, and must be served again.
int survive_without_descriptors() {
  int errors = 0;
  ServerOptions options = test_options();
  options.on_error = [&](std::string_view) { ++errors; };
  Running running(options, {echo("POST", "/echo")});
  Client refused;
  Client served;
  const rlimit limit{.rlim_cur = 64, .rlim_max = 64};
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) return 2;
  std::vector<int> filling;
  for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) filling.push_back(fd);
  if (!refused.connect(running.port()) || !refused.closed()) return 3;
  for (const int fd : filling) ::close(fd);
  if (!served.connect(running.port())) return 4;
  if (served.ask(post("/echo", "x")).status != 200) return 5;
  running.stop();
  return errors > 0 ? 0 : 6;
}

TEST(Limits, SurvivesRunningOutOfDescriptors) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) ::_exit(survive_without_descriptors());
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace shiptally::net
