#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace shiptally::app {

/// A few threads and a bounded queue of work for them.  Full means refused, never blocked: the caller
/// answers 429.  The destructor runs what is queued, then joins.
class WorkerPool {
 public:
  /// `worker` is the index of the thread that runs the job, for resources that a thread owns.
  using Job = std::function<void(std::size_t worker)>;

  WorkerPool(std::size_t threads, std::size_t jobs_max, std::size_t bytes_max);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Queues a job that holds `bytes` of memory; false when the queue is full.  One job is always taken
  /// by an empty queue, however large.  Thread-safe.
  bool try_post(std::size_t bytes, Job job);

 private:
  void work(std::size_t worker);

  const std::size_t jobs_max_;
  const std::size_t bytes_max_;

  std::mutex mutex_;  // protects what follows
  std::condition_variable wake_;
  struct Entry {
    std::size_t bytes;
    Job job;
  };
  std::deque<Entry> queue_;
  std::size_t queued_bytes_ = 0;
  bool stopping_ = false;

  std::vector<std::thread> threads_;
};

}  // namespace shiptally::app
