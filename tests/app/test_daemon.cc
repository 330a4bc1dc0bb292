#include "tests/app/test_daemon.h"

#include <gtest/gtest.h>

namespace shiptally::tests {

TestDaemon::TestDaemon(config::Config config) : now_(parse_instant("2026-12-01T00:00:00Z").value()) {
  app::AppOptions options;
  options.config = std::move(config);
  options.config.data_dir = dir_.path().string();
  options.config.listen.port = 0;
  options.now = [this] { return now_.load(); };
  token_ = e2e::run_shiptally({"token", "create", "--data-dir", dir_.path().string(), "--name", "test",
                               "--scope", "ingest,read"})
               .out;
  token_.pop_back();
  app_ = app::App::start(std::move(options)).value();
  thread_ = std::thread([this] { (void)app_->run(); });
  client_ = std::make_unique<e2e::HttpClient>(app_->port(), token_);
}

TestDaemon::~TestDaemon() {
  client_.reset();
  app_->stop();
  thread_.join();
}

e2e::HttpAnswer TestDaemon::call(const std::string& method, const std::string& target,
                                 const std::string& body) {
  const auto answer = client_->send(method, target, body);
  EXPECT_TRUE(answer) << target;
  return answer.value_or(e2e::HttpAnswer{});
}

}  // namespace shiptally::tests
