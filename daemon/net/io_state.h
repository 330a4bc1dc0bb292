#pragma once
// What Io hides from the rest of the daemon.  Included in daemon/net only.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <deque>
#include <memory>
#include <mutex>

#include "daemon/net/io.h"

namespace shiptally::net {

namespace asio = boost::asio;

/// A way to the io thread that may outlive it: after close() what is posted is dropped.
class Gate {
 public:
  explicit Gate(asio::io_context& context) : context_(&context) {}

  template <class Run>
  void post(Run run) {  // any thread
    const std::lock_guard lock(mutex_);
    if (context_ != nullptr) asio::post(*context_, std::move(run));
  }
  void close() {
    const std::lock_guard lock(mutex_);
    context_ = nullptr;
  }

 private:
  std::mutex mutex_;
  asio::io_context* context_;  ///< protected by mutex_; null once closed
};

struct Io::State {
  asio::io_context context{1};
  const std::shared_ptr<Gate> gate = std::make_shared<Gate>(context);
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  std::deque<asio::signal_set> signals;  ///< a deque: the sets wait, and must not move
};

}  // namespace shiptally::net
