// One question must not take the machine's memory: answers are bounded while they are made.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "schema/base/instant.h"
#include "tests/e2e/daemon_process.h"
#include "tests/e2e/http_client.h"

namespace shiptally::e2e {
namespace {

using testing::HasSubstr;

/// Kilobytes that /proc tells of the process: "VmHWM" at most, "VmRSS" now.
std::int64_t memory_kb(pid_t pid, const std::string& what) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(what + ":")) return std::stoll(line.substr(what.size() + 1));
  return 0;
}

std::string deployments(int services) {
  const Instant first = parse_instant("2026-11-01T00:00:00Z").value();
  std::string lines;
  for (int i = 0; i < services; ++i)
    lines += R"({"id":"d)" + std::to_string(i) + R"(","service":"service-)" + std::to_string(i) +
             R"(","status":"success","finished_at":")" + format_instant(first + std::chrono::hours(i)) +
             "\"}\n";
  return lines;
}

TEST(LargeAnswers, AreRefusedBeforeTheyTakeTheMemory) {
  const TempDir dir;
  const Finished made = run_shiptally(
      {"token", "create", "--data-dir", dir.path().string(), "--name", "all", "--scope", "ingest,read"});
  DaemonProcess daemon(dir.path());
  HttpClient client(daemon.port(), made.out.substr(0, made.out.find('\n')));
  ASSERT_EQ(client.send("POST", "/v1/deployments", deployments(100))->status, 200);
  const std::string month = "from=2026-11-01&to=2026-12-01&group_by=service";
  for (const std::string& question :
       {"/api/v1/bands?bucket=hour&" + month, "/api/v1/dora?bucket=hour&profile=all&" + month,
        "/api/v1/dora?bucket=hour&" + month,
        std::string("/api/v1/bands?bucket=minute&from=2026-11-01&to=2026-12-01")}) {
    const auto answer = client.send("GET", question);
    ASSERT_TRUE(answer) << question;
    EXPECT_EQ(answer->status, 400) << question;
    EXPECT_THAT(answer->body, HasSubstr("in the answer; ask for a larger bucket")) << question;
  }
  // It took 1 GB and more before it was killed.
  EXPECT_LT(memory_kb(daemon.pid(), "VmHWM"), 400'000);
  EXPECT_EQ(client.send("GET", "/api/v1/dora?bucket=day&" + month)->status, 200);
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
}

}  // namespace
}  // namespace shiptally::e2e
