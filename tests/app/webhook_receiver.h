#pragma once
// Takes webhooks on loopback, answers what it is told to, and remembers what came.

#include <mutex>
#include <vector>

#include "tests/net/running.h"

namespace shiptally::tests {

class WebhookReceiver {
 public:
  WebhookReceiver()
      : running_(
            net::test_options(),
            {{"POST", "/reports/secret-path", net::Access::open,
              [this](net::HttpRequest request, net::Respond respond) { respond(take(std::move(request))); },
              net::kBodyAsLimited}}) {}

  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(running_.port()) + "/reports/secret-path";
  }
  /// The next requests are answered so, each once; then 204.
  void answer_next(std::vector<net::HttpResponse> answers) {
    const std::lock_guard lock(mutex_);
    answers_ = std::move(answers);
  }
  std::vector<net::HttpRequest> taken() const {
    const std::lock_guard lock(mutex_);
    return taken_;
  }

 private:
  net::HttpResponse take(net::HttpRequest request) {
    const std::lock_guard lock(mutex_);
    taken_.push_back(std::move(request));
    net::HttpResponse answer{.status = 204};
    if (answers_.empty()) return answer;
    answer = answers_.front();
    answers_.erase(answers_.begin());
    return answer;
  }

  mutable std::mutex mutex_;  // protects what follows
  std::vector<net::HttpResponse> answers_;
  std::vector<net::HttpRequest> taken_;
  net::Running running_;  // last: its thread uses all of the above
};

}  // namespace shiptally::tests
