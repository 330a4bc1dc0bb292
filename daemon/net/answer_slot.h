#pragma once
// How an answer finds its way from any thread back to the session that waits for it.  Included in
// daemon/net only.

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>

#include "daemon/net/http.h"

namespace shiptally::net {

/// Where the answer to one request arrives.  The coroutine sleeps on `wake`.
struct AnswerSlot {
  explicit AnswerSlot(const boost::asio::any_io_executor& executor)
      : wake(executor, std::chrono::steady_clock::time_point::max()) {}
  boost::asio::steady_timer wake;
  std::optional<HttpResponse> response;
};

/// The handler's end of a slot.  Copies of a Respond share one; when the last of them goes without an
/// answer, that is the answer.
class Promise {
 public:
  Promise(boost::asio::any_io_executor executor, std::shared_ptr<AnswerSlot> slot)
      : executor_(std::move(executor)), slot_(std::move(slot)) {}
  ~Promise() { deliver(error_response({Code::internal, "the request was dropped without an answer"})); }
  Promise(const Promise&) = delete;
  Promise& operator=(const Promise&) = delete;

  void deliver(HttpResponse response) {
    if (delivered_.test_and_set()) return;
    boost::asio::post(executor_, [slot = std::move(slot_), response = std::move(response)]() mutable {
      slot->response = std::move(response);
      slot->wake.cancel();
    });
  }

 private:
  boost::asio::any_io_executor executor_;
  std::shared_ptr<AnswerSlot> slot_;
  std::atomic_flag delivered_;
};

}  // namespace shiptally::net
