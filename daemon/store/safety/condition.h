#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "daemon/store/store.h"

namespace shiptally::store {

/// What is wrong with the store, told by the writer, the readers and the watch.  Thread-safe; time is passed
/// in.
class Condition {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// A piece of work of the writer that has not ended `stall` after it began is trouble.
  explicit Condition(Millis stall) : stall_(stall) {}

  void work_begins(Time now) { busy_since_ = now.time_since_epoch().count(); }
  void work_ends() { busy_since_ = kIdle; }

  /// How the last write ended.
  void wrote();
  void refused(std::string reason);

  /// For good: the first one stays.
  void fail(Trouble trouble);

  /// The gravest.
  std::optional<Trouble> trouble(Time now) const;
  /// Only what does not pass by itself.
  std::optional<Trouble> failure() const;
  bool refuses() const { return refuses_; }
  bool stalled(Time now) const;

 private:
  static constexpr std::int64_t kIdle = 0;

  const Millis stall_;
  std::atomic<std::int64_t> busy_since_ = kIdle;
  std::atomic<bool> refuses_ = false, failed_ = false;

  mutable std::mutex mutex_;  // protects what follows
  std::string refusal_;
  std::optional<Trouble> failure_;
};

}  // namespace shiptally::store
