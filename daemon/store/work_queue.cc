#include "daemon/store/work_queue.h"

#include <iterator>

namespace shiptally::store {
namespace {

constexpr std::size_t kBytesPerFact = 1024;

}  // namespace

std::size_t Job::bytes() const {
  std::size_t bytes = (rows() - batch.requests.rows.size()) * kBytesPerFact;
  for (const std::string& text : batch.requests.text) bytes += text.size();
  return bytes;
}

Result<void> WorkQueue::push(Job job) {
  const std::size_t rows = job.rows(), bytes = job.bytes();
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return Error{Code::unavailable, "store is closing"};
    if (!jobs_.empty() && (rows_ + rows > rows_max_ || bytes_ + bytes > bytes_max_))
      return Error{Code::overloaded, "write queue is full: " + std::to_string(rows_) + " rows wait"};
    rows_ += rows;
    bytes_ += bytes;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return {};
}

std::vector<Job> WorkQueue::take(std::size_t rows_max) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || nudged_ || !jobs_.empty(); });
  nudged_ = false;
  std::vector<Job> taken;
  for (std::size_t rows = 0; !jobs_.empty();) {
    rows += jobs_.front().rows();
    if (!taken.empty() && rows > rows_max) break;
    rows_ -= jobs_.front().rows();
    bytes_ -= jobs_.front().bytes();
    taken.push_back(std::move(jobs_.front()));
    jobs_.pop_front();
  }
  return taken;
}

std::vector<Job> WorkQueue::take_waiting() {
  const std::lock_guard lock(mutex_);
  std::vector<Job> taken(std::make_move_iterator(jobs_.begin()), std::make_move_iterator(jobs_.end()));
  jobs_.clear();
  rows_ = bytes_ = 0;
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
  return closed_ && jobs_.empty();
}

std::size_t WorkQueue::rows() const {
  const std::lock_guard lock(mutex_);
  return rows_;
}

}  // namespace shiptally::store
