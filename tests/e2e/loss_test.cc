// Disks that fill up, hang or lose something, under the real program: what is said is true, and 200 means
// stored.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <sstream>
#include <thread>

#include "tests/e2e/daemon_process.h"
#include "tests/e2e/http_client.h"
#include "tests/e2e/plain_sql.h"

namespace shiptally::e2e {
namespace {

using testing::HasSubstr;

/// A data directory, the tokens to it and what is asked of its daemon.
class LossTest : public testing::Test {
 protected:
  LossTest() {
    for (std::string* token : {&all_, &revoked_}) {
      const Finished made = shiptally(
          {"token", "create", "--name", token == &all_ ? "all" : "leaked", "--scope", "ingest,read,admin"});
      EXPECT_EQ(made.exit_code, 0) << made.err;
      *token = made.out.substr(0, made.out.find('\n'));
    }
  }

  Finished shiptally(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--data-dir", data_.string()});
    return run_shiptally(arguments);
  }
  Finished serve(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"serve", "--listen", "127.0.0.1:0"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return shiptally(arguments);
  }
  std::string config(const std::string& text) const {
    const std::string file = dir_.file("shiptally.yaml");
    std::ofstream(file) << text;
    return file;
  }
  /// A batch of its own each time.
  int post(const DaemonProcess& daemon) {
    const auto answer = HttpClient(daemon.port(), all_).send("POST", "/v1/requests", next_request());
    return answer ? answer->status : 0;
  }
  std::string next_request() {
    const std::string n = std::to_string(posted_++);
    return R"({"id":")" + n +
           R"(","ts":"2026-11-01T10:00:00Z","service":"checkout","provider":"anthropic",)" +
           R"("model":"claude-sonnet-4-5","status":200,"latency_ms":9,"input_tokens":1,"output_tokens":1,)" +
           R"("tags":{"padding":")" + std::string(100, 'x') + n + R"("}})" + "\n";
  }
  static HttpAnswer get(const DaemonProcess& daemon, const std::string& target, const std::string& token) {
    return HttpClient(daemon.port(), token).send("GET", target).value_or(HttpAnswer{});
  }
  static int ready(const DaemonProcess& daemon) { return get(daemon, "/-/ready", "").status; }
  std::string log() const {
    std::ifstream file(data_ / "daemon.log");
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
  }
  static void wait_until(const std::function<bool()>& done) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!done()) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up);
      std::this_thread::yield();
    }
  }

  const TempDir dir_;
  const std::filesystem::path data_ = dir_.path() / "data";
  std::string all_, revoked_;
  int posted_ = 0;
};

TEST_F(LossTest, ARemovedDatabaseEndsTheDaemonAndIsNotMadeAnew) {
  {
    DaemonProcess daemon(data_);
    ASSERT_EQ(post(daemon), 200);
    std::filesystem::remove(data_ / "shiptally.db");
    EXPECT_EQ(daemon.wait(), 1);
  }
  EXPECT_THAT(log(), HasSubstr("shiptally.db is gone"));
  const Finished again = serve();
  EXPECT_EQ(again.exit_code, 78) << again.err;
  EXPECT_THAT(again.err, HasSubstr("acknowledged facts are lost"));
  EXPECT_FALSE(std::filesystem::exists(data_ / "shiptally.db"));
  EXPECT_EQ(shiptally({"token", "create", "--name", "x", "--scope", "read"}).exit_code, 78);
}

TEST_F(LossTest, ADirectoryMovedAwayIsNotBegunAnew) {
  const auto moved = dir_.path() / "moved";
  {
    DaemonProcess daemon(data_);
    ASSERT_EQ(post(daemon), 200);
    std::filesystem::rename(data_, moved);
    EXPECT_EQ(daemon.wait(), 1);
  }
  EXPECT_EQ(serve().exit_code, 78);
  std::filesystem::remove_all(data_);
  std::filesystem::rename(moved, data_);
  DaemonProcess daemon(data_);
  EXPECT_EQ(post(daemon), 200);
}

TEST_F(LossTest, ADeletedUserKeyIsNotReplaced) {
  { DaemonProcess daemon(data_); }
  std::filesystem::rename(data_ / "user.key", dir_.path() / "kept");
  const Finished again = serve();
  EXPECT_EQ(again.exit_code, 78);
  EXPECT_THAT(again.err, HasSubstr("the key that seals users is missing"));
  EXPECT_FALSE(std::filesystem::exists(data_ / "user.key"));
  std::filesystem::rename(dir_.path() / "kept", data_ / "user.key");
  DaemonProcess daemon(data_);
}

TEST_F(LossTest, AFullDiskIsNotReadyAndRecoversWithoutAHand) {
  DaemonProcess daemon(data_);
  ASSERT_EQ(post(daemon), 200);
  rlimit before{};
  // The log may still be written: it is small.
  const rlimit full{300 << 10, RLIM_INFINITY};
  ASSERT_EQ(::prlimit(daemon.pid(), RLIMIT_FSIZE, &full, &before), 0);
  int status = 200;
  while (status == 200 && posted_ < 1000) status = post(daemon);
  EXPECT_EQ(status, 503);
  EXPECT_EQ(ready(daemon), 503);
  EXPECT_THAT(get(daemon, "/-/ready", "").body, HasSubstr("not ready: "));
  EXPECT_EQ(get(daemon, "/metrics", all_).status, 200);
  EXPECT_EQ(get(daemon, "/api/v1/dora", all_).status, 200);

  // A token that leaked is refused at once, and the answer does not say more than is true.
  const Finished revoked = shiptally({"token", "revoke", "--name", "leaked"});
  EXPECT_EQ(get(daemon, "/api/v1/dora", revoked_).status, 401);
  EXPECT_TRUE(revoked.exit_code == 0 || revoked.err.find("not on the disk yet") != std::string::npos)
      << revoked.err;

  ASSERT_EQ(::prlimit(daemon.pid(), RLIMIT_FSIZE, &before, nullptr), 0);
  wait_until([&] { return ready(daemon) == 200; });
  EXPECT_EQ(post(daemon), 200);
  const PlainSql sql(data_);
  wait_until([&] { return sql.integer("SELECT revoked FROM token WHERE name = 'leaked'") == 1; });
}

TEST_F(LossTest, AHangingDiskIsNotReadyAndHoldsUpNobodyElse) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizer wants to be loaded first";
#endif
  const std::string held = dir_.file("held");
  ::setenv("LD_PRELOAD", SHIPTALLY_HOLD_SYNC, 1);
  ::setenv("HOLD_SYNC", held.c_str(), 1);
  DaemonProcess daemon(data_, config("limits: {write_deadline_ms: 200ms}\n"));
  ::unsetenv("LD_PRELOAD");
  ::unsetenv("HOLD_SYNC");
  ASSERT_EQ(post(daemon), 200);
  std::ofstream(held) << "";
  int hanging = 0;
  std::thread first([&, body = next_request()] {
    hanging =
        HttpClient(daemon.port(), all_).send("POST", "/v1/requests", body).value_or(HttpAnswer{}).status;
  });
  wait_until([&] { return ready(daemon) == 503; });
  EXPECT_THAT(get(daemon, "/-/ready", "").body, HasSubstr("the disk has not taken a write"));
  EXPECT_EQ(post(daemon), 503);
  EXPECT_EQ(shiptally({"token", "create", "--name", "new", "--scope", "read"}).exit_code, 1);
  EXPECT_EQ(shiptally({"token", "revoke", "--name", "leaked"}).exit_code, 1);
  EXPECT_EQ(get(daemon, "/api/v1/dora", revoked_).status, 401);
  EXPECT_EQ(get(daemon, "/metrics", all_).status, 200);
  std::filesystem::remove(held);
  first.join();
  EXPECT_EQ(hanging, 200);
  wait_until([&] { return ready(daemon) == 200; });
  EXPECT_EQ(post(daemon), 200);
}

TEST_F(LossTest, DamagedPagesAreNoErrorOfOurs) {
  const auto database = data_ / "shiptally.db";
  {
    DaemonProcess daemon(data_);
    for (int i = 0; i < 50; ++i) ASSERT_EQ(post(daemon), 200);
    daemon.signal(SIGTERM);
    ASSERT_EQ(daemon.wait(), 0);
  }
  {
    DaemonProcess daemon(data_);
    const auto size = std::filesystem::file_size(database);
    std::fstream file(database, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(size - 4096, '\x5a');
    file.close();
    wait_until([&] {
      const int read =
          get(daemon, "/api/v1/explain?metric=cost_usd&from=2026-11-01&to=2026-11-02", all_).status;
      EXPECT_NE(read, 500);
      const int written = post(daemon);
      EXPECT_NE(written, 500);
      return ready(daemon) == 503;
    });
    EXPECT_EQ(post(daemon), 503);
    wait_until(
        [&] { return log().find("critical not ready: the database is damaged") != std::string::npos; });
  }
  const Finished again = serve();
  EXPECT_EQ(again.exit_code, 78);
  EXPECT_THAT(again.err, HasSubstr("is damaged"));
}

TEST_F(LossTest, LeavesNoCoreFile) {
  DaemonProcess daemon(data_);
  std::ifstream limits("/proc/" + std::to_string(daemon.pid()) + "/limits");
  std::ostringstream text;
  text << limits.rdbuf();
  EXPECT_THAT(text.str(), HasSubstr("Max core file size        0                    0 "));
}

}  // namespace
}  // namespace shiptally::e2e
