#include "daemon/store/work_queue.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace shiptally::store {
namespace {

constexpr std::size_t kBytesPerFact = 1024;

// Of the bounds of all, by urgency.  None may use up what the others need.
constexpr std::size_t kShares = 8;
constexpr ByUrgency<std::size_t> kShare = {1, 1, 4, 2};

// Enough that the fsync costs little a row, few enough that the next transaction need not wait long for it.
constexpr WorkCost::Seconds kTransaction(0.050);
constexpr double kTransactionRowsMin = 100, kTransactionRowsMax = 20'000;

// So that no lane waits for ever while the more urgent ones are always busy.
constexpr int kPassedOverMax = 10;

// A first guess: a good disk, and rows of requests.
constexpr WorkCost::Seconds kCommit(0.002), kRow(3e-6);

}  // namespace

std::size_t Job::bytes() const {
  std::size_t bytes = (rows() - batch.requests.rows.size()) * kBytesPerFact;
  bytes += batch.requests.rows.capacity() * sizeof(Request);
  for (const std::string& text : batch.requests.text) bytes += text.size();
  return bytes;
}

Urgency Job::urgency() const {
  if (prices && prices->step) return Urgency::file;  // a run over all of history
  const bool facts = batch.size() > 0 || batch.cursor;
  return facts ? batch.urgency : Urgency::event;  // somebody waits who gave an order
}

WorkQueue::WorkQueue(QueueLimits limits, std::function<Tick()> now)
    : limits_(limits), now_(std::move(now)), cost_(kCommit, kRow, kTransactionRowsMax) {}

bool WorkQueue::empty() const {
  return std::all_of(lanes_.begin(), lanes_.end(), [](const Lane& lane) { return lane.jobs.empty(); });
}

bool WorkQueue::has_room(Urgency urgency, std::size_t rows, std::size_t bytes) const {
  const Lane& lane = lanes_[index(urgency)];
  const std::size_t share = kShare[index(urgency)];
  return lane.jobs.empty() || ((lane.rows + rows) * kShares <= limits_.rows_max * share &&
                               (lane.bytes + bytes) * kShares <= limits_.bytes_max * share);
}

Result<void> WorkQueue::push(Job job) {
  const Urgency urgency = job.urgency();
  const std::size_t rows = job.rows(), bytes = job.bytes();
  const Millis wait_max = limits_.wait_max[index(urgency)];
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return Error{Code::unavailable, "store is closing"};
    Lane& lane = lanes_[index(urgency)];
    if (!has_room(urgency, rows, bytes))
      return Error{Code::overloaded, "write queue is full: " + std::to_string(lane.rows) + " rows wait"};
    if (const Millis waits = wait(urgency); wait_max > Millis(0) && waits > wait_max)
      return Error{Code::overloaded,
                   "write queue is busy: it would take " + std::to_string(waits.count()) + " ms"};
    lane.jobs.push_back({std::move(job), now_()});
    lane.rows += rows;
    lane.bytes += bytes;
  }
  changed_.notify_one();
  return {};
}

/// At least half of a transaction's time goes to its rows, also where the fixed part, the fsync, is slow.
std::size_t WorkQueue::transaction_rows() const {
  const double fixed = cost_.fixed().count(), per_row = cost_.per_unit().count();
  const double rows = std::max(kTransaction.count() - fixed, fixed) / std::max(per_row, 1e-9);
  return static_cast<std::size_t>(std::clamp(rows, kTransactionRowsMin, kTransactionRowsMax));
}

/// By what the rows before it will cost, and not less than the oldest of its lane has waited already: it
/// would wait as long where transactions hang.
Millis WorkQueue::wait(Urgency urgency) const {
  std::size_t rows = 0;
  for (std::size_t i = 0; i <= index(urgency); ++i) rows += lanes_[i].rows;
  const std::size_t at_once = transaction_rows();
  if (rows < at_once) return Millis(0);
  const auto count = static_cast<double>(rows + rows_under_way_);
  const double transactions = std::ceil(count / static_cast<double>(at_once));
  const auto work = std::chrono::floor<Millis>(cost_.fixed() * transactions + cost_.per_unit() * count);
  const Lane& lane = lanes_[index(urgency)];
  if (lane.jobs.empty()) return work;
  return std::max(work, std::chrono::floor<Millis>(now_() - lane.jobs.front().since));
}

Millis WorkQueue::expected_wait(Urgency urgency) const {
  const std::lock_guard lock(mutex_);
  return wait(urgency);
}

void WorkQueue::take_first(Lane& lane, std::vector<Job>& taken) {
  Job& job = lane.jobs.front().job;
  lane.rows -= job.rows();
  lane.bytes -= job.bytes();
  rows_under_way_ += job.rows();
  taken.push_back(std::move(job));
  lane.jobs.pop_front();
  lane.passed_over = 0;
}

std::vector<Job> WorkQueue::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || nudged_ || !empty(); });
  nudged_ = false;
  rows_under_way_ = 0;
  std::vector<Job> taken;
  for (Lane& lane : lanes_)
    if (!lane.jobs.empty() && ++lane.passed_over > kPassedOverMax) take_first(lane, taken);
  const std::size_t rows_max = transaction_rows();
  for (Lane& lane : lanes_)
    while (!lane.jobs.empty()) {
      const bool room = rows_under_way_ + lane.jobs.front().job.rows() <= rows_max;
      if (!taken.empty() && !room) return taken;
      take_first(lane, taken);
    }
  return taken;
}

void WorkQueue::finished(std::chrono::nanoseconds took) {
  const std::lock_guard lock(mutex_);
  cost_.learn(static_cast<double>(rows_under_way_), took);
  rows_under_way_ = 0;
}

std::vector<Job> WorkQueue::take_waiting() {
  const std::lock_guard lock(mutex_);
  std::vector<Job> taken;
  for (Lane& lane : lanes_) {
    for (Waiting& waiting : lane.jobs) taken.push_back(std::move(waiting.job));
    lane = {};
  }
  return taken;
}

void WorkQueue::nudge() {
  {
    const std::lock_guard lock(mutex_);
    nudged_ = true;
  }
  changed_.notify_one();
}

void WorkQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

bool WorkQueue::drained() const {
  const std::lock_guard lock(mutex_);
  return closed_ && empty();
}

std::size_t WorkQueue::rows() const {
  const std::lock_guard lock(mutex_);
  std::size_t rows = 0;
  for (const Lane& lane : lanes_) rows += lane.rows;
  return rows;
}

}  // namespace shiptally::store
