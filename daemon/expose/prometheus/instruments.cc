#include "daemon/expose/prometheus/instruments.h"

#include <prometheus/histogram.h>

namespace shiptally::expose {

void MoneyCounter::add(Money amount) {
  const std::lock_guard lock(mutex_);
  value_ += amount;
}

Money MoneyCounter::value() const {
  const std::lock_guard lock(mutex_);
  return value_;
}

DurationHistogram::DurationHistogram()
    : histogram_(std::make_unique<prometheus::Histogram>(
          prometheus::Histogram::BucketBoundaries(kBounds.begin(), kBounds.end()))) {}

DurationHistogram::~DurationHistogram() = default;

void DurationHistogram::observe(std::chrono::nanoseconds duration) {
  histogram_->Observe(std::chrono::duration<double>(duration).count());
}

DurationHistogram::State DurationHistogram::state() const {
  const auto collected = histogram_->Collect().histogram;
  State out;
  for (std::size_t i = 0; i < out.cumulative.size(); ++i)
    out.cumulative[i] = collected.bucket.at(i).cumulative_count;
  out.sum_seconds = collected.sample_sum;
  return out;
}

}  // namespace shiptally::expose
