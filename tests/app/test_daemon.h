#pragma once
// A daemon in this process on a directory of its own, with a clock that the test moves.

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "daemon/app/app.h"
#include "tests/e2e/daemon_process.h"
#include "tests/e2e/http_client.h"

namespace shiptally::tests {

class TestDaemon {
 public:
  /// Its clock stands at 2026-12-01.  Directory and port are its own, whatever the configuration says.
  explicit TestDaemon(config::Config config = {}, api::MakeReport make_report = {});
  ~TestDaemon();
  TestDaemon(const TestDaemon&) = delete;
  TestDaemon& operator=(const TestDaemon&) = delete;

  e2e::HttpAnswer call(const std::string& method, const std::string& target, const std::string& body = {});
  /// Time passes: both clocks say so.
  void move_clock_to(Instant t) { now_ = t; }
  /// The wall clock alone is set forward by so much; by less: back.
  void set_clock_off_by(Millis off) { off_ = off; }
  Instant now() const { return now_; }
  const std::filesystem::path& data_dir() const { return dir_.path(); }
  /// Ends the daemon and starts one on the same data.
  void restart();
  /// On the same directory; while it is down the clock moves to `t`.
  void restart(Instant t);
  /// Reads this configuration.
  void reload(config::Config config);
  /// `shiptally` with these arguments and the daemon's directory.
  e2e::Finished run(std::vector<std::string> arguments);

 private:
  void start();
  void stop();

  e2e::TempDir dir_;
  config::Config config_;
  std::atomic<Instant> now_;  ///< the true time
  std::atomic<Millis> off_ = Millis(0);
  api::MakeReport make_report_;
  std::string token_;
  std::unique_ptr<app::App> app_;
  std::thread thread_;
  std::unique_ptr<e2e::HttpClient> client_;
};

}  // namespace shiptally::tests
