// What would wait too long is refused at the door; what is more urgent is not.

#include <gtest/gtest.h>

#include <fstream>

#include "tests/e2e/daemon_process.h"
#include "tests/faults/load.h"

namespace shiptally::faults {
namespace {

constexpr std::chrono::seconds kPatience(60);

/// Some milliseconds of work for the decoder.
std::string requests() {
  std::string out;
  for (int row = 0; row < 5000; ++row)
    out += R"({"id":"r-)" + std::to_string(row) +
           R"(","ts":1793491200000,"service":"checkout","provider":"anthropic","model":"claude-sonnet-4-5",)"
           R"("status":200,"latency_ms":120,"input_tokens":10,"output_tokens":3})"
           "\n";
  return out;
}

std::string deployment(std::size_t n) {
  return R"({"id":"d-)" + std::to_string(n) +
         R"(","service":"checkout","status":"success","finished_at":1793491200000})";
}

TEST(Refusal, ComesBeforeTheWaitAndNotToEvents) {
  const e2e::TempDir dir;
  const std::string config = dir.file("shiptally.yaml");
  std::ofstream(config) << "limits: {queue_wait_ms: 10ms}\nretention: {requests: 36500d}\n";
  const auto token = e2e::run_shiptally(
      {"token", "create", "--data-dir", dir.path().string(), "--name", "load", "--scope", "ingest"});
  const e2e::DaemonProcess daemon(dir.path(), config);
  const std::string body = requests();
  Stream logs{"POST", "/v1/requests", [&](std::size_t) { return body; }, 16, 0};
  Stream events{"POST", "/v1/deployments", deployment, 2, 0};
  Load load(daemon.port(), token.out.substr(0, token.out.find('\n')), {&logs, &events});
  load.run(kPatience, [&] { return logs.tally.refused > 0 && events.tally.accepted > 0; });
  load.finish(kPatience);
  EXPECT_GT(logs.tally.refused, 0U);
  EXPECT_GT(logs.tally.accepted, 0U);
  EXPECT_GT(events.tally.accepted, 0U);
  EXPECT_EQ(events.tally.refused, 0U);
  EXPECT_EQ(logs.tally.failed + logs.tally.unanswered + events.tally.failed + events.tally.unanswered, 0U);
}

}  // namespace
}  // namespace shiptally::faults
