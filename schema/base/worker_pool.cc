#include "schema/base/worker_pool.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace shiptally {

WorkerPool::WorkerPool(std::size_t threads, std::vector<Lane> lanes, OnException on_exception)
    : on_exception_(std::move(on_exception)) {
  for (const Lane& lane : lanes) lanes_.push_back({lane, {}, 0, 0});
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

bool WorkerPool::try_post(std::size_t bytes, Job job, std::size_t lane) {
  bool may_run = false;
  {
    const std::lock_guard lock(mutex_);
    Queue& queue = lanes_.at(lane);
    const bool full =
        queue.waiting.size() >= queue.limits.jobs_max || queue.bytes + bytes > queue.limits.bytes_max;
    if (full && !queue.waiting.empty()) return false;
    queue.bytes += bytes;
    queue.waiting.push_back({bytes, std::move(job)});
    may_run = queue.running < queue.limits.threads_max;
  }
  if (may_run) wake_.notify_one();
  return true;
}

WorkerPool::Queue* WorkerPool::next() {
  const auto may_run = [](const Queue& queue) {
    return !queue.waiting.empty() && queue.running < queue.limits.threads_max;
  };
  const auto found = std::find_if(lanes_.begin(), lanes_.end(), may_run);
  return found == lanes_.end() ? nullptr : &*found;
}

bool WorkerPool::drained() const {
  return std::all_of(lanes_.begin(), lanes_.end(), [](const Queue& queue) { return queue.waiting.empty(); });
}

void WorkerPool::work(std::size_t worker) {
  std::unique_lock lock(mutex_);
  for (;;) {
    Queue* queue = nullptr;
    wake_.wait(lock, [&] { return (queue = next()) != nullptr || (stopping_ && drained()); });
    if (queue == nullptr) return;
    Entry entry = std::move(queue->waiting.front());
    queue->waiting.pop_front();
    ++queue->running;
    if (next() != nullptr) wake_.notify_one();  // nobody was woken for what had to wait for its lane
    lock.unlock();
    run(entry.job, worker);
    entry.job = nullptr;  // frees what the job held before its bytes are given back
    lock.lock();
    --queue->running;
    queue->bytes -= entry.bytes;
    if (stopping_) wake_.notify_all();  // the others may have waited for the last job
  }
}

void WorkerPool::run(Job& job, std::size_t worker) const {
  try {
    job(worker);
  } catch (const std::exception& exception) {
    if (on_exception_) on_exception_(exception.what());
  } catch (...) {
    if (on_exception_) on_exception_("an unknown exception");
  }
}

}  // namespace shiptally
