#pragma once
// The composition root: owns every thread and connects the layers; nothing else does.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/api/report_maker.h"
#include "daemon/clock/clock_guard.h"
#include "daemon/config/config.h"
#include "schema/base/result.h"

namespace shiptally::app {

struct AppOptions {
  config::Config config;
  std::function<clock::ClockReading()> clocks;  ///< any thread
  /// Reads the configuration again, for a reload; none: reload is refused.
  std::function<Result<config::Config>()> reread;
  api::MakeReport make_report;  ///< none: a configuration with reports is refused
  bool accept_loss = false;     ///< start though something of the data is lost
};

/// A running daemon.  start(), then run() on the thread that becomes `io`.
class App {
 public:
  /// Opens the data, starts the threads and listens.  Code::in_use when another daemon holds the data,
  /// Code::unavailable when the address is taken, Code::unsupported when the database is newer than this
  /// program, damaged, or has lost something.
  static Result<std::unique_ptr<App>> start(AppOptions options);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  int port() const;

  /// Serves until stop() or SIGTERM or SIGINT (SIGHUP reloads), then drains: answers what it has accepted,
  /// within the shutdown deadline.  Code::unavailable when it ended because the disk failed it.
  Result<void> run();
  /// Any thread.
  void stop();

 private:
  struct State;
  explicit App(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace shiptally::app
