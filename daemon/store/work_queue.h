#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

#include "daemon/store/job.h"
#include "schema/base/work_cost.h"

namespace shiptally::store {

struct QueueLimits {
  std::size_t rows_max;          ///< waiting, in all lanes together
  std::size_t bytes_max;         ///< of those
  ByUrgency<Millis> wait_max{};  ///< a job that would wait longer is refused; 0: however long
};

/// For the steady clock.
using Tick = std::chrono::steady_clock::time_point;

/// Jobs on their way to the writer thread, in a lane for each urgency.  Bounded in rows, bytes and in the
/// time that a job would wait, judged by what transactions took so far.  Thread-safe.
class WorkQueue {
 public:
  WorkQueue(QueueLimits limits, std::function<Tick()> now);

  /// Code::overloaded when the job does not fit beside what waits in its lane, or would wait too long;
  /// Code::unavailable once closed.  When nothing waits a job of any size is taken, so that none is refused
  /// for ever.
  Result<void> push(Job job);

  /// Waits for jobs and takes as many as one transaction can write in a short time (but at least one), the
  /// urgent ones first.  Empty: nudged, or closed and drained.
  std::vector<Job> take();

  /// What take() gave last is done, and took so long.
  void finished(std::chrono::nanoseconds took);

  /// All that waits, at once.
  std::vector<Job> take_waiting();

  /// Lets a take() that waits, or the next one, return though there is no job.
  void nudge();

  /// No more jobs from now on; those that wait are still handed out.
  void close();

  bool drained() const;  ///< closed, and nothing is left
  std::size_t rows() const;
  /// How long a job that came now would probably wait; 0 when it would be in the next transaction.
  Millis expected_wait(Urgency urgency) const;

 private:
  struct Waiting {
    Job job;
    Tick since;
  };
  struct Lane {
    std::deque<Waiting> jobs;
    std::size_t rows = 0, bytes = 0;  ///< of those
    int passed_over = 0;              ///< transactions since it was last served
  };
  // mutex_ held.
  bool empty() const;
  bool has_room(Urgency urgency, std::size_t rows, std::size_t bytes) const;
  std::size_t transaction_rows() const;
  Millis wait(Urgency urgency) const;
  void take_first(Lane& lane, std::vector<Job>& taken);

  const QueueLimits limits_;
  const std::function<Tick()> now_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // Protected by mutex_.
  ByUrgency<Lane> lanes_;
  WorkCost cost_;
  std::size_t rows_under_way_ = 0;  ///< of the transaction that runs
  bool closed_ = false, nudged_ = false;
};

}  // namespace shiptally::store
