#pragma once
// What is counted on the way of the data: cheap to feed, thread-safe, kept by the Exposition.

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>

#include "schema/base/money.h"

namespace prometheus {
class Histogram;
}

namespace shiptally::expose {

class Counter {
 public:
  void add(std::int64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_ = 0;
};

/// Sums amounts exactly; a double only when it is shown.
class MoneyCounter {
 public:
  void add(Money amount);
  Money value() const;

 private:
  mutable std::mutex mutex_;
  Money value_;  ///< protected by mutex_
};

/// Durations, from half a millisecond to ten seconds.
class DurationHistogram {
 public:
  static constexpr std::array<double, 14> kBounds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                     0.25,   0.5,   1,      2.5,   5,    10};  ///< seconds

  DurationHistogram();
  ~DurationHistogram();

  void observe(std::chrono::nanoseconds duration);

  struct State {
    /// How many lasted no longer than each bound; the last one is of all.
    std::array<std::uint64_t, kBounds.size() + 1> cumulative{};
    double sum_seconds = 0;
  };
  State state() const;

 private:
  std::unique_ptr<prometheus::Histogram> histogram_;
};

}  // namespace shiptally::expose
