#include "daemon/expose/instruments.h"

#include <algorithm>

namespace shiptally::expose {

void MoneyCounter::add(Money amount) {
  const std::lock_guard lock(mutex_);
  value_ += amount;
}

Money MoneyCounter::value() const {
  const std::lock_guard lock(mutex_);
  return value_;
}

void DurationHistogram::observe(std::chrono::nanoseconds duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  const auto bucket = std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin();
  counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_ns_.fetch_add(duration.count(), std::memory_order_relaxed);
}

std::array<std::uint64_t, DurationHistogram::kBounds.size() + 1> DurationHistogram::counts() const {
  std::array<std::uint64_t, kBounds.size() + 1> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = counts_[i].load(std::memory_order_relaxed);
  return out;
}

double DurationHistogram::sum_seconds() const {
  return static_cast<double>(sum_ns_.load(std::memory_order_relaxed)) / 1e9;
}

}  // namespace shiptally::expose
