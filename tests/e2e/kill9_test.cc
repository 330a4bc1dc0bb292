// Nothing acknowledged is lost and nothing counts twice, however often the daemon is killed.
//
// Each cycle starts the real program on the same directory, sends batches as fast as they are answered
// and kills it with SIGKILL at a random point while batches are on their way.  A batch that was not
// acknowledged is sent again in the next cycle, as a client would.  At the end every id must be there
// once, in the rows and in the rollups.

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include "tests/e2e/daemon_process.h"
#include "tests/e2e/http_client.h"
#include "tests/e2e/plain_sql.h"

namespace shiptally::e2e {
namespace {

constexpr int kRowsPerBatch = 50;
constexpr int kSenders = 2;

int cycles() {
  const char* wanted = std::getenv("SHIPTALLY_KILL9_CYCLES");
  return wanted == nullptr ? 300 : std::atoi(wanted);
}

/// Batch `n` of a sender: deterministic, so that sending it again says the same.
std::string batch(int sender, int n) {
  std::string out;
  for (int row = 0; row < kRowsPerBatch; ++row) {
    const int serial = n * kRowsPerBatch + row;
    out +=
        "{\"id\":\"" + std::to_string(sender) + "-" + std::to_string(serial) +
        "\",\"ts\":" + std::to_string(1'793'491'200'000 + std::int64_t{serial} * 250 + sender) +
        ",\"service\":\"checkout\",\"provider\":\"anthropic\",\"model\":\"claude-sonnet-4-5\",\"status\":200,"
        "\"latency_ms\":120,\"input_tokens\":10,\"output_tokens\":3}\n";
  }
  return out;
}

/// Sends batches until the connection breaks; `next` is the first one not yet acknowledged.
void send_until_killed(int port, const std::string& token, int sender, int& next,
                       std::atomic<int>& acknowledged) {
  HttpClient client(port, token);
  for (;;) {
    const auto answer = client.send("POST", "/v1/requests", batch(sender, next));
    if (!answer) return;
    ASSERT_EQ(answer->status, 200) << answer->body;
    ++next;
    ++acknowledged;
  }
}

TEST(Kill9, LosesNothingAcknowledgedAndCountsNothingTwice) {
  const TempDir dir;
  const auto token = run_shiptally(
      {"token", "create", "--data-dir", dir.path().string(), "--name", "load", "--scope", "ingest"});
  ASSERT_EQ(token.exit_code, 0) << token.err;
  const std::string bearer = token.out.substr(0, token.out.find('\n'));

  std::mt19937 random(20261123);
  int next[kSenders] = {};
  for (int cycle = 0; cycle < cycles(); ++cycle) {
    DaemonProcess daemon(dir.path());
    std::atomic<int> acknowledged = 0;
    std::vector<std::thread> senders;
    for (int sender = 0; sender < kSenders; ++sender)
      senders.emplace_back(send_until_killed, daemon.port(), bearer, sender, std::ref(next[sender]),
                           std::ref(acknowledged));
    // The point of the kill: some acknowledged batches on, then a random number of turns into the next.
    const int kill_after = static_cast<int>(random() % 12);
    // A sender that gave up would leave this waiting for ever; the daemon answers within seconds or not at
    // all.
    while (acknowledged < kill_after && !HasFatalFailure()) std::this_thread::yield();
    for (auto turns = random() % 2000; turns > 0; --turns) std::this_thread::yield();
    daemon.signal(SIGKILL);
    for (std::thread& sender : senders) sender.join();
    EXPECT_EQ(daemon.wait(), 128 + SIGKILL);
    ASSERT_FALSE(HasFatalFailure());
  }

  // What was on its way at the last kill goes out once more; then the books must balance.
  {
    DaemonProcess daemon(dir.path());
    HttpClient client(daemon.port(), bearer);
    for (int sender = 0; sender < kSenders; ++sender) {
      const auto answer = client.send("POST", "/v1/requests", batch(sender, next[sender]++));
      ASSERT_TRUE(answer);
      ASSERT_EQ(answer->status, 200);
    }
    daemon.signal(SIGTERM);
    EXPECT_EQ(daemon.wait(), 0);
  }
  const std::int64_t sent = std::int64_t{kRowsPerBatch} * (next[0] + next[1]);
  const PlainSql sql(dir.path());
  EXPECT_EQ(sql.integer("SELECT count(*) FROM request"), sent);
  for (const char* table : {"rollup_minute", "rollup_5m", "rollup_hour", "rollup_day"}) {
    EXPECT_EQ(sql.integer(std::string("SELECT sum(requests) FROM ") + table), sent) << table;
    EXPECT_EQ(sql.integer(std::string("SELECT sum(output_tokens) FROM ") + table), 3 * sent) << table;
  }
  RecordProperty("acknowledged_batches", next[0] + next[1]);
}

}  // namespace
}  // namespace shiptally::e2e
