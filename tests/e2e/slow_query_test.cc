// A slow query leaves a line in the log that says what was asked, what ran and how, and is counted.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "tests/e2e/daemon_process.h"
#include "tests/e2e/http_client.h"

namespace shiptally::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(SlowQuery, IsLoggedWithItsPlanAndCounted) {
  const TempDir dir;
  const Finished made = run_shiptally(
      {"token", "create", "--data-dir", dir.path().string(), "--name", "read", "--scope", "read"});
  const std::string token = made.out.substr(0, made.out.find('\n'));
  const std::string config = dir.file("shiptally.yaml");
  std::ofstream(config) << "queries: {slow_ms: 0ms}\n";  // each is slow
  DaemonProcess daemon(dir.path(), config);
  HttpClient client(daemon.port(), token);
  ASSERT_EQ(
      client
          .send("GET",
                "/api/v1/latency?from=2026-11-01&to=2026-11-03&bucket=hour&model=%22a%0Ab&group_by=service")
          ->status,
      200);
  EXPECT_THAT(client.send("GET", "/metrics")->body,
              HasSubstr("shiptally_slow_queries_total{route=\"/api/v1/latency\"} 1\n"));
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  std::ostringstream log;
  log << std::ifstream(dir.file("daemon.log")).rdbuf();
  EXPECT_THAT(log.str(), HasSubstr("slow query: /api/v1/latency took "));
  EXPECT_THAT(log.str(), HasSubstr(R"( ms (from="2026-11-01" to="2026-11-03" bucket="hour" model="\"a\nb")"));
  EXPECT_THAT(log.str(),
              HasSubstr("1 times: SELECT start_ms, series_id, requests, latency, ttft FROM rollup_hour"));
  EXPECT_THAT(log.str(), HasSubstr("[SEARCH rollup_hour USING PRIMARY KEY (start_ms>? AND start_ms<?)]"));
  EXPECT_THAT(log.str(), Not(HasSubstr(token)));
}

}  // namespace
}  // namespace shiptally::e2e
