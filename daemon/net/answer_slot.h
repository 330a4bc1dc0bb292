#pragma once
// How an answer finds its way from any thread back to the session that waits for it.  Included in
// daemon/net only.

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>

#include "daemon/net/http.h"
#include "daemon/net/io_state.h"

namespace shiptally::net {

/// Where the answer to one request arrives.  The session owns it and sleeps on `wake`.
struct AnswerSlot {
  explicit AnswerSlot(const boost::asio::any_io_executor& executor)
      : wake(executor, std::chrono::steady_clock::time_point::max()) {}
  boost::asio::steady_timer wake;
  std::optional<HttpResponse> response;
};

/// The handler's end of a slot.  Copies of a Respond share one; when the last of them goes without an
/// answer, that is the answer.  May outlive the session and the io thread: then it answers nobody.
class Promise {
 public:
  Promise(std::shared_ptr<Gate> gate, std::weak_ptr<AnswerSlot> slot)
      : gate_(std::move(gate)), slot_(std::move(slot)) {}
  ~Promise() { deliver(error_response({Code::internal, "the request was dropped without an answer"})); }
  Promise(const Promise&) = delete;
  Promise& operator=(const Promise&) = delete;

  void deliver(HttpResponse response) {
    if (delivered_.test_and_set()) return;
    gate_->post([weak = slot_, response = std::move(response)]() mutable {
      const auto slot = weak.lock();
      if (!slot) return;
      slot->response = std::move(response);
      slot->wake.cancel();
    });
  }

 private:
  const std::shared_ptr<Gate> gate_;
  const std::weak_ptr<AnswerSlot> slot_;  ///< weak: its timer must not outlive the io context
  std::atomic_flag delivered_;
};

}  // namespace shiptally::net
