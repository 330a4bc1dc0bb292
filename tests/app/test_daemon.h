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
  /// Its clock stands at 2026-12-01.  Where it keeps its data and listens is not taken from `config`.
  explicit TestDaemon(config::Config config = {});
  ~TestDaemon();
  TestDaemon(const TestDaemon&) = delete;
  TestDaemon& operator=(const TestDaemon&) = delete;

  e2e::HttpAnswer call(const std::string& method, const std::string& target, const std::string& body = {});
  void move_clock_to(Instant t) { now_ = t; }

 private:
  e2e::TempDir dir_;
  std::atomic<Instant> now_;
  std::string token_;
  std::unique_ptr<app::App> app_;
  std::thread thread_;
  std::unique_ptr<e2e::HttpClient> client_;
};

}  // namespace shiptally::tests
