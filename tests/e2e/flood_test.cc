// Strangers without a token who send without end, or open connections and wait.

#include <gtest/gtest.h>

#include <csignal>
#include <deque>
#include <fstream>

#include "tests/e2e/daemon_process.h"
#include "tests/net/peak.h"
#include "tests/net/running.h"

namespace shiptally::e2e {
namespace {

using net::Client;

std::uint16_t port_of(const DaemonProcess& daemon) { return static_cast<std::uint16_t>(daemon.port()); }

// 1 GB in ten seconds, and as much memory, from one connection.
TEST(Flood, EndlessExtensionsAndTrailersCostNothing) {
  const TempDir dir;
  DaemonProcess daemon(dir.path());
  const std::size_t before = tests::peak_bytes(std::to_string(daemon.pid()));
  const std::string block(1 << 20, 'a');
  for (const std::string path : {"GET /-/healthy", "POST /hooks/github", "POST /v1/requests"}) {
    for (const std::string start : {"1;", "0\r\nTrailer: "}) {
      Client stranger(port_of(daemon));
      bool taken = stranger.send(path + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + start);
      for (int i = 0; i < 30 && taken; ++i) taken = stranger.send(block);
      EXPECT_FALSE(taken) << path << " " << start;
    }
  }
  EXPECT_LT(tests::peak_bytes(std::to_string(daemon.pid())) - before, 32U << 20);
}

// 256 half-open connections locked an address out, and SIGTERM waited for them.
TEST(Flood, ConnectionsThatOnlyWaitStopNobodyAndDelayNoEnd) {
  const TempDir dir;
  const std::string config = dir.file("shiptally.yaml");
  std::ofstream(config) << "limits: {shutdown_deadline_ms: 400ms}\n";
  DaemonProcess daemon(dir.path(), config);
  const std::size_t before = tests::peak_bytes(std::to_string(daemon.pid()));
  std::deque<Client> strangers;
  for (int i = 0; i < 400; ++i) {
    Client& stranger = strangers.emplace_back(port_of(daemon));
    if (i % 2 == 0)
      stranger.send("POST /hooks/github HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\nx");
  }
  EXPECT_EQ(Client(port_of(daemon)).ask(net::get("/-/healthy")).status, 200);
  EXPECT_LT(tests::peak_bytes(std::to_string(daemon.pid())) - before, 32U << 20);
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
}

}  // namespace
}  // namespace shiptally::e2e
