#include "tests/app/test_daemon.h"

#include <gtest/gtest.h>

namespace shiptally::tests {

TestDaemon::TestDaemon(config::Config config, api::MakeReport make_report)
    : config_(std::move(config)),
      now_(parse_instant("2026-12-01T00:00:00Z").value()),
      make_report_(std::move(make_report)) {
  token_ = run({"token", "create", "--name", "test", "--scope", "ingest,read,admin"}).out;
  token_.pop_back();
  start();
}

TestDaemon::~TestDaemon() { stop(); }

void TestDaemon::start() {
  app::AppOptions options;
  config_.data_dir = dir_.path().string();
  config_.listen.port = 0;
  options.config = config_;
  options.clocks = [this] {
    const Instant t = now_;
    return clock::ClockReading{t + off_.load(), t.time_since_epoch()};
  };
  options.reread = [this]() -> Result<config::Config> { return config_; };
  options.make_report = make_report_;
  app_ = app::App::start(std::move(options)).value();
  thread_ = std::thread([this] { (void)app_->run(); });
  client_ = std::make_unique<e2e::HttpClient>(app_->port(), token_);
}

void TestDaemon::stop() {
  client_.reset();
  app_->stop();
  thread_.join();
  app_.reset();
}

void TestDaemon::restart() { restart(now()); }

void TestDaemon::restart(Instant t) {
  stop();
  move_clock_to(t);
  start();
}

void TestDaemon::reload(config::Config config) {
  config.data_dir = config_.data_dir;
  config_ = std::move(config);
  EXPECT_EQ(call("POST", "/-/reload").status, 200);
}

e2e::Finished TestDaemon::run(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--data-dir", dir_.path().string()});
  return e2e::run_shiptally(arguments);
}

e2e::HttpAnswer TestDaemon::call(const std::string& method, const std::string& target,
                                 const std::string& body) {
  const auto answer = client_->send(method, target, body);
  EXPECT_TRUE(answer) << target;
  return answer.value_or(e2e::HttpAnswer{});
}

}  // namespace shiptally::tests
