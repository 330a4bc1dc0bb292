#include "daemon/app/worker_pool.h"

#include <utility>

namespace shiptally::app {

WorkerPool::WorkerPool(std::size_t threads, std::size_t jobs_max, std::size_t bytes_max)
    : jobs_max_(jobs_max), bytes_max_(bytes_max) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this, i] { work(i); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::try_post(std::size_t bytes, Job job) {
  {
    const std::lock_guard lock(mutex_);
    const bool full = queue_.size() >= jobs_max_ || queued_bytes_ + bytes > bytes_max_;
    if (full && !queue_.empty()) return false;
    queued_bytes_ += bytes;
    queue_.push_back({bytes, std::move(job)});
  }
  wake_.notify_one();
  return true;
}

void WorkerPool::work(std::size_t worker) {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Entry entry = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    entry.job(worker);
    entry.job = nullptr;  // frees what the job held before its bytes are given back
    lock.lock();
    queued_bytes_ -= entry.bytes;
  }
}

}  // namespace shiptally::app
