// An import that was killed goes on where it stopped: every row is there once, and what was stored is not
// read again.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "tests/e2e/daemon_process.h"
#include "tests/e2e/http_client.h"
#include "tests/e2e/plain_sql.h"
#include "tests/net/compress.h"

namespace shiptally::e2e {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr int kRows = 60'000;

std::string request(int serial) {
  return "{\"id\":\"" + std::to_string(serial) +
         "\",\"ts\":" + std::to_string(1'793'491'200'000 + std::int64_t{serial} * 250) +
         ",\"service\":\"checkout\",\"provider\":\"anthropic\",\"model\":\"claude-sonnet-4-5\",\"status\":"
         "200,"
         "\"latency_ms\":120,\"input_tokens\":10,\"output_tokens\":3,\"route\":\"" +
         std::string(200, 'r') + "\"}\n";
}

const std::string& requests() {
  static const std::string text = [] {
    std::string out;
    for (int i = 0; i < kRows; ++i) out += request(i);
    return out;
  }();
  return text;
}

class ImportResume : public testing::Test {
 protected:
  ImportResume() {
    std::filesystem::create_directory(data());
    run_shiptally(
        {"token", "create", "--data-dir", data(), "--name", "a", "--scope", "read"});  // makes the database
  }
  std::string data() const { return (dir_.path() / "data").string(); }
  std::string file(const std::string& bytes) const {
    std::ofstream(dir_.file("requests"), std::ios::binary) << bytes;
    return dir_.file("requests");
  }
  std::vector<std::string> import(const std::string& name) const {
    return {"import", "requests", name, "--data-dir", data()};
  }
  /// Starts an import, and ends it by a signal once some of its rows are stored.
  int interrupt(const std::string& name, int signal) const {
    const pid_t pid = start_shiptally(import(name));
    while (stored() == 0) std::this_thread::yield();
    ::kill(pid, signal);
    return wait_for(pid);
  }
  std::int64_t stored() const { return PlainSql(data()).integer("SELECT count(*) FROM request"); }
  void expect_all_once() const {
    EXPECT_EQ(stored(), kRows);
    for (const char* table : {"rollup_minute", "rollup_5m", "rollup_hour", "rollup_day"})
      EXPECT_EQ(PlainSql(data()).integer(std::string("SELECT sum(requests) FROM ") + table), kRows) << table;
  }

  TempDir dir_;
};

TEST_F(ImportResume, ReadsNothingTwiceAfterKill9) {
  const std::string name = file(requests());
  ASSERT_EQ(interrupt(name, SIGKILL), 128 + SIGKILL);
  const std::int64_t before = stored();
  ASSERT_LT(before, kRows) << "it was over before the kill";
  const Finished rest = run_shiptally(import(name));
  EXPECT_EQ(rest.exit_code, 0) << rest.err;
  EXPECT_THAT(rest.out,
              StartsWith("accepted " + std::to_string(kRows - before) + ", duplicate 0, rejected 0;"));
  expect_all_once();
  EXPECT_THAT(run_shiptally(import(name)).out, StartsWith(name + ": already imported, 60000 lines;"));
}

TEST_F(ImportResume, GoesOnInACompressedFileAndInACopy) {
  for (const std::string& bytes : {tests::gzip(requests()), tests::zstd(requests())}) {
    std::filesystem::remove_all(data());
    std::filesystem::create_directory(data());
    run_shiptally({"token", "create", "--data-dir", data(), "--name", "a", "--scope", "read"});
    const std::string name = file(bytes), copy = dir_.file("copy");
    ASSERT_EQ(interrupt(name, SIGKILL), 128 + SIGKILL);
    const std::int64_t before = stored();
    ASSERT_LT(before, kRows) << "it was over before the kill";
    std::filesystem::copy_file(name, copy, std::filesystem::copy_options::overwrite_existing);
    EXPECT_THAT(run_shiptally(import(copy)).out,
                StartsWith("accepted " + std::to_string(kRows - before) + ", duplicate 0, rejected 0;"));
    expect_all_once();
  }
}

TEST_F(ImportResume, StoresWhatItHasReadOnCtrlC) {
  const std::string name = file(requests());
  EXPECT_EQ(interrupt(name, SIGINT), 128 + SIGINT);
  const std::int64_t before = stored();
  EXPECT_THAT(run_shiptally(import(name)).out,
              StartsWith("accepted " + std::to_string(kRows - before) + ", duplicate 0, rejected 0;"));
  expect_all_once();
}

TEST_F(ImportResume, GoesOnWithoutTheDaemonWhereItStoppedWithIt) {
  const std::string name = file(requests());
  {
    DaemonProcess daemon(data());
    ASSERT_EQ(interrupt(name, SIGINT), 128 + SIGINT);
    daemon.signal(SIGTERM);
    ASSERT_EQ(daemon.wait(), 0);
  }
  // Ctrl-C waits for what is under way, so the cursor stands where the rows end.
  const std::int64_t before = stored();
  EXPECT_THAT(run_shiptally(import(name)).out,
              StartsWith("accepted " + std::to_string(kRows - before) + ", duplicate 0, rejected 0;"));
  expect_all_once();
  DaemonProcess daemon(data());
  EXPECT_THAT(run_shiptally(import(name)).out, StartsWith(name + ": already imported, 60000 lines;"));
}

TEST_F(ImportResume, LosesNothingWhenItIsKilledBesideTheDaemon) {
  const std::string name = file(requests());
  std::int64_t before = 0;
  {
    DaemonProcess daemon(data());
    ASSERT_EQ(interrupt(name, SIGKILL), 128 + SIGKILL);
    daemon.signal(SIGTERM);
    ASSERT_EQ(daemon.wait(), 0);
    before = stored();
    ASSERT_LT(before, kRows) << "it was over before the kill";
  }
  DaemonProcess daemon(data());
  // Rows of the few deliveries that were under way may come again.
  EXPECT_THAT(run_shiptally(import(name)).out,
              StartsWith("accepted " + std::to_string(kRows - before) + ", "));
  expect_all_once();
}

TEST_F(ImportResume, ReadsAPipe) {
  const std::string pipe = dir_.file("pipe"), bytes = tests::zstd(requests());
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(pipe, std::ios::binary) << bytes; });
  const Finished done = run_shiptally(import(pipe));
  writer.join();
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, StartsWith("accepted 60000, duplicate 0, rejected 0;"));
  EXPECT_EQ(done.err, "");
  expect_all_once();
}

TEST_F(ImportResume, LetsNobodyElseMoveACursor) {
  const Finished made =
      run_shiptally({"token", "create", "--data-dir", data(), "--name", "b", "--scope", "ingest"});
  DaemonProcess daemon(data());
  HttpClient sender(daemon.port(), made.out.substr(0, made.out.find('\n')));
  const std::string headers = "shiptally-cursor: import/requests/x\r\nshiptally-position: 1 1\r\n";
  EXPECT_EQ(sender.send("POST", "/v1/requests", request(1), headers)->status, 200);
  EXPECT_EQ(sender.send("GET", "/-/cursor?name=import/requests/x")->status, 403);
  EXPECT_EQ(stored(), 1);
  EXPECT_EQ(PlainSql(data()).integer("SELECT count(*) FROM cursor WHERE name LIKE 'import/%'"), 0);
}

TEST_F(ImportResume, KeepsTheGoodRowsAndTheBadLines) {
  const std::string bad = "{\"id\":\"no time\"}";
  std::string text = request(0) + "\n" + bad + "\n" + request(1);
  const std::string name = file(text), rejects = dir_.file("rejects");
  const auto again = [&] {
    return run_shiptally({"import", "requests", name, "--data-dir", data(), "--rejects", rejects, "--again"});
  };
  const Finished alone = again();
  EXPECT_EQ(alone.exit_code, 1);
  EXPECT_THAT(alone.out, StartsWith("accepted 2, duplicate 0, rejected 1;"));
  EXPECT_THAT(alone.err, HasSubstr(name + ":3: ts: required\n"));
  DaemonProcess daemon(data());
  const Finished through = again();
  EXPECT_THAT(through.out, StartsWith("accepted 0, duplicate 2, rejected 1;"));
  EXPECT_THAT(through.err, HasSubstr(name + ":3: ts: required\n"));
  std::ifstream in(rejects);
  EXPECT_EQ(std::string((std::istreambuf_iterator<char>(in)), {}), bad + "\n" + bad + "\n");
}

}  // namespace
}  // namespace shiptally::e2e
