#pragma once
// The io thread: one event loop for sockets, timers and signals.  Nothing that runs on it may block.

#include <functional>
#include <memory>
#include <vector>

#include "schema/base/instant.h"

namespace shiptally::net {

/// Whatever may still call it must be stopped before it is destroyed; a Respond may come later and is
/// dropped. An exception that leaves a function run here is a bug and leaves run().
class Io {
 public:
  Io();
  ~Io();
  Io(const Io&) = delete;
  Io& operator=(const Io&) = delete;

  /// Runs the loop on the calling thread until stop().
  void run();
  void stop();                           ///< any thread
  void post(std::function<void()> run);  ///< any thread

  /// Runs once, that much later on the steady clock.  Any thread.
  void after(Millis delay, std::function<void()> run);

  /// Runs at each of these signals, on the io thread.  Before run() or on the io thread.
  void on_signal(const std::vector<int>& signals, std::function<void(int signal)> run);

  struct State;  ///< io_state.h; for daemon/net alone
  State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

}  // namespace shiptally::net
