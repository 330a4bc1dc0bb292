// A daemon that follows a log which another program writes and rotates, and that is killed meanwhile.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <thread>

#include "tests/e2e/daemon_process.h"
#include "tests/e2e/http_client.h"
#include "tests/e2e/plain_sql.h"

namespace shiptally::e2e {
namespace {

using testing::HasSubstr;

std::string request(int serial) {
  return "{\"id\":\"" + std::to_string(serial) +
         "\",\"ts\":" + std::to_string(1'793'491'200'000 + std::int64_t{serial} * 250) +
         ",\"service\":\"checkout\",\"provider\":\"anthropic\",\"model\":\"claude-sonnet-4-5\",\"status\":"
         "200,"
         "\"latency_ms\":120,\"input_tokens\":10,\"output_tokens\":3}\n";
}

class Tail : public testing::Test {
 protected:
  Tail() {
    std::filesystem::create_directory(data());
    configure("    from: start\n");
  }
  std::string data() const { return dir_.file("data"); }
  void configure(const std::string& more) const {
    std::ofstream(dir_.file("config.yaml"))
        << "access:\n  loopback_read: true\ntail:\n  - file: " << dir_.file("log*")
        << "\n    kind: requests\n" + more;
  }
  std::unique_ptr<DaemonProcess> start() const {
    return std::make_unique<DaemonProcess>(data(), dir_.file("config.yaml"));
  }
  void append(const std::string& name, const std::string& text) const {
    std::ofstream(dir_.file(name), std::ios::binary | std::ios::app) << text;
  }
  std::int64_t count(const std::string& what) const { return PlainSql(data()).integer("SELECT " + what); }
  void wait_for_rows(std::int64_t rows) const {
    while (count("count(*) FROM request") < rows) std::this_thread::yield();
  }
  static std::string metric(const DaemonProcess& daemon, const std::string& name) {
    const std::string text = HttpClient(daemon.port(), "").send("GET", "/metrics")->body;
    const auto at = text.find("\n" + name + " ");
    if (at == std::string::npos) return "";
    const auto begin = at + name.size() + 2;
    return text.substr(begin, text.find('\n', begin) - begin);
  }

  TempDir dir_;
};

TEST_F(Tail, StoresEachLineOnceThroughKillsAndRotations) {
  constexpr int kRounds = 12, kRowsARound = 300;
  auto daemon = start();
  int serial = 0;
  for (int round = 0; round < kRounds; ++round) {
    for (int i = 0; i < kRowsARound; ++i) append("log", request(serial++));
    if (round % 3 == 1) std::filesystem::rename(dir_.file("log"), dir_.file("log." + std::to_string(round)));
    if (round % 4 == 2) {
      wait_for_rows(serial - kRowsARound + 1);  // somewhere within the last round
      daemon->signal(SIGKILL);
      EXPECT_EQ(daemon->wait(), 128 + SIGKILL);
      daemon = start();
    }
  }
  wait_for_rows(serial);
  EXPECT_EQ(count("count(*) FROM request"), serial);
  EXPECT_EQ(count("sum(requests) FROM rollup_day"), serial);
  EXPECT_EQ(metric(*daemon, "shiptally_ingest_facts_total{source=\"requests\",outcome=\"duplicate\"}"), "");
  daemon->signal(SIGTERM);
  EXPECT_EQ(daemon->wait(), 0);
}

TEST_F(Tail, CountsBadLinesAndGoesOn) {
  append("log", request(1) + "no object\n" + request(2));
  const auto daemon = start();
  wait_for_rows(2);
  append("log", "nothing of it\nis a row\n");
  append("log", request(3));
  wait_for_rows(3);
  EXPECT_EQ(metric(*daemon, "shiptally_ingest_facts_total{source=\"requests\",outcome=\"rejected\"}"), "3");
  while (metric(*daemon, "shiptally_tail_behind_bytes") != "0") std::this_thread::yield();
  EXPECT_EQ(metric(*daemon, "shiptally_tail_files"), "1");
  EXPECT_NE(metric(*daemon, "shiptally_tail_read_timestamp_seconds"), "");
}

TEST_F(Tail, TakesANewListOnReload) {
  configure("    from: end\n");
  append("log", request(1));
  append("other", request(2));
  const auto daemon = start();
  std::ofstream(dir_.file("config.yaml"))
      << "tail:\n  - {file: " << dir_.file("other") << ", kind: requests}\n";
  daemon->signal(SIGHUP);
  wait_for_rows(1);
  EXPECT_EQ(count("count(*) FROM request"), 1);
}

}  // namespace
}  // namespace shiptally::e2e
