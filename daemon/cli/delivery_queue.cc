#include "daemon/cli/delivery_queue.h"

namespace shiptally::cli {

void DeliveryQueue::push(Delivery delivery) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.size() < waiting_max_; });
    waiting_.push_back(std::move(delivery));
  }
  changed_.notify_all();
}

std::optional<Delivery> DeliveryQueue::take() {
  std::optional<Delivery> next;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
    if (waiting_.empty()) return next;
    next = std::move(waiting_.front());
    waiting_.pop_front();
  }
  changed_.notify_all();
  return next;
}

void DeliveryQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

}  // namespace shiptally::cli
