#pragma once
// What was delivered and not yet settled.  Answers come from other threads in any order; they are settled in
// the order of delivery, by the thread that delivers.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "daemon/cli/fact_door.h"

namespace shiptally::cli {

/// `Origin` is what the settling needs to know of a delivery.  Outlives the deliveries: collect all of them
/// before it ends.
template <class Origin>
class AnswersInOrder {
 public:
  /// Expects one more answer, and returns what to call with it, once, from any thread.
  auto expect(Origin origin) {
    const std::lock_guard lock(mutex_);
    Sent* const sent = &sent_.emplace_back(Sent{std::move(origin), {}});  // a deque: it stays where it is
    return [this, sent](Result<ingest::Outcome> outcome) {
      const std::lock_guard answered(mutex_);
      sent->outcome = std::move(outcome);
      answered_.notify_all();
    };
  }

  /// Calls `settle(origin, outcome)` for the answers that are there up to the first that is not, or waits for
  /// all of them.
  template <class Settle>
  void collect(bool all, Settle settle) {
    std::unique_lock lock(mutex_);
    while (!sent_.empty()) {
      if (all) answered_.wait(lock, [this] { return sent_.front().outcome.has_value(); });
      if (!sent_.front().outcome) return;
      const Sent sent = std::move(sent_.front());
      sent_.pop_front();
      lock.unlock();
      settle(sent.origin, *sent.outcome);
      lock.lock();
    }
  }

 private:
  struct Sent {
    Origin origin;
    std::optional<Result<ingest::Outcome>> outcome;
  };

  std::mutex mutex_;  // protects the outcomes of what follows
  std::condition_variable answered_;
  std::deque<Sent> sent_;
};

}  // namespace shiptally::cli
