#pragma once
// Delivery facts and what is said of each of them, kept between queries: most queries come between two
// changes, and the analysis does not depend on the query.

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "daemon/metrics/analysis.h"
#include "daemon/store/snapshot.h"

namespace shiptally::app {

using AnalysisPtr = std::shared_ptr<const metrics::Analysis>;

/// Reads and analyses the facts as of an instant (none: now).
Result<AnalysisPtr> analyse_facts(store::Snapshot& snapshot, std::optional<Instant> as_of,
                                  Millis incident_limit);

/// Keeps the analysis of the current facts until they change.  Thread-safe.
class AnalysisCache {
 public:
  /// Call after each commit that changed delivery facts, before its sender is answered.
  void facts_changed() { ++version_; }

  /// What is true of the facts at a moment that is no earlier than `read_version()` was called.
  std::uint64_t read_version() const { return version_; }
  Result<AnalysisPtr> get(store::Snapshot& snapshot, std::uint64_t version, std::optional<Instant> as_of,
                          Millis incident_limit);

 private:
  std::atomic<std::uint64_t> version_{0};
  std::mutex mutex_;  // protects what follows
  AnalysisPtr kept_;
  std::uint64_t kept_version_ = 0;
  Millis kept_limit_{-1};
};

}  // namespace shiptally::app
