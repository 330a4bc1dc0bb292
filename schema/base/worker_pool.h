#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

namespace shiptally {

/// A few threads and a bounded queue of work for them.  Full means refused, never blocked: the caller
/// answers 429.  An exception that leaves a job ends there: it is reported, and the thread goes on with the
/// next job.  The destructor runs what is queued, then joins.
class WorkerPool {
 public:
  /// `worker` is the index of the thread that runs the job, for resources that a thread owns.
  using Job = std::function<void(std::size_t worker)>;
  /// Called on the worker's thread with what an exception says.
  using OnException = std::function<void(std::string_view what)>;

  /// Jobs of one urgency.  Of those that wait, a job of an earlier lane goes first.
  struct Lane {
    std::size_t jobs_max;     ///< waiting; beyond: refused
    std::size_t bytes_max;    ///< held by waiting jobs
    std::size_t threads_max;  ///< run at once; with fewer than all threads, some are kept for other lanes
  };

  /// `lanes` is not empty, the most urgent one first.
  WorkerPool(std::size_t threads, std::vector<Lane> lanes, OnException on_exception);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Queues a job that holds `bytes` of memory; false when its lane is full.  One job is always taken by an
  /// empty lane, however large.  Thread-safe.
  bool try_post(std::size_t bytes, Job job, std::size_t lane = 0);

 private:
  struct Entry {
    std::size_t bytes;
    Job job;
  };
  struct Queue {
    Lane limits;
    std::deque<Entry> waiting;
    std::size_t bytes = 0;    ///< of those
    std::size_t running = 0;  ///< jobs
  };
  void work(std::size_t worker);
  Queue* next();  ///< mutex_ held; the lane whose first job may run now, if any
  bool drained() const;
  void run(Job& job, std::size_t worker) const;

  const OnException on_exception_;
  std::mutex mutex_;  // protects what follows
  std::condition_variable wake_;
  std::vector<Queue> lanes_;
  bool stopping_ = false;

  std::vector<std::thread> threads_;
};

}  // namespace shiptally
