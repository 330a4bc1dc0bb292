#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>

#include "daemon/store/job.h"

namespace shiptally::store {

/// Jobs on their way to the writer thread, bounded in rows and bytes.  Thread-safe.
class WorkQueue {
 public:
  WorkQueue(std::size_t rows_max, std::size_t bytes_max) : rows_max_(rows_max), bytes_max_(bytes_max) {}

  /// Code::overloaded when the job does not fit beside what waits, Code::unavailable once closed.  A job
  /// larger than the whole queue is taken when nothing waits, so that it is not refused for ever.
  Result<void> push(Job job);

  /// Waits for jobs and takes them in order, at most `rows_max` rows (but at least one job).  Empty: nudged,
  /// or closed and drained.
  std::vector<Job> take(std::size_t rows_max);

  /// All that waits, at once.
  std::vector<Job> take_waiting();

  /// Lets a take() that waits, or the next one, return though there is no job.
  void nudge();

  /// No more jobs from now on; those that wait are still handed out.
  void close();

  bool drained() const;  ///< closed, and nothing is left
  std::size_t rows() const;

 private:
  const std::size_t rows_max_, bytes_max_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // Protected by mutex_.
  std::deque<Job> jobs_;
  std::size_t rows_ = 0, bytes_ = 0;
  bool closed_ = false, nudged_ = false;
};

}  // namespace shiptally::store
