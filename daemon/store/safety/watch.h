#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "schema/base/instant.h"

namespace shiptally::store {

/// A thread that looks at something again and again.
class Watch {
 public:
  Watch(Millis interval, std::function<void()> look)
      : thread_([this, interval, look = std::move(look)](const std::stop_token& stop) {
          std::unique_lock lock(mutex_);
          while (!wake_.wait_for(lock, stop, interval, [&] { return stop.stop_requested(); })) look();
        }) {}

  /// Returns once it looks no more.
  void stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;  ///< woken by stop() only
  std::jthread thread_;               ///< last: it uses both
};

}  // namespace shiptally::store
