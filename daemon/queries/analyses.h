#pragma once
// Delivery facts and what is said of each of them, kept between queries: most queries come between two
// changes, and the analysis does not depend on the query.  After a change only what is new is read.

#include <atomic>
#include <memory>
#include <mutex>

#include "daemon/metrics/analysis/analysis.h"
#include "daemon/metrics/analysis/delivery_rules.h"
#include "daemon/store/snapshot.h"

namespace shiptally::queries {

using AnalysisPtr = std::shared_ptr<const metrics::Analysis>;

/// Facts and how much of the store's log they hold.
struct FactsRead {
  explicit FactsRead(std::shared_ptr<const PathRules> path_rules)
      : paths(path_rules), facts(std::make_shared<CompactFacts>(std::move(path_rules))) {}

  std::shared_ptr<const PathRules> paths;  ///< commits were told apart by these
  std::shared_ptr<CompactFacts> facts;
  std::int64_t next = 0;  ///< number of the first revision that is not in them
};

/// Reads what `so_far` lacks; an error leaves it unusable.
Result<void> read_on(store::Snapshot& snapshot, std::optional<Instant> as_of, FactsRead& so_far);

/// Reads and analyses the facts as of an instant (none: now).
Result<AnalysisPtr> analyse_facts(store::Snapshot& snapshot, std::optional<Instant> as_of,
                                  const metrics::DeliveryRules& rules);

/// Keeps the analysis of the current facts until they or the rules change.  Thread-safe.
class AnalysisCache {
 public:
  /// Call after each commit that changed delivery facts, before its sender is answered.
  void facts_changed() { ++version_; }

  /// What is true of the facts at a moment that is no earlier than `read_version()` was called.
  std::uint64_t read_version() const { return version_; }
  /// Throws AnswerEnded when the snapshot is interrupted.
  Result<AnalysisPtr> get(store::Snapshot& snapshot, std::uint64_t version, std::optional<Instant> as_of,
                          const metrics::DeliveryRules& rules);

 private:
  /// Where the facts of the newest analysis wait once nobody uses it any more.
  struct Shelf {
    std::mutex mutex;  // protects what follows
    std::optional<FactsRead> facts;
    std::uint64_t newest = 0;  ///< number of the analysis whose facts may come back
  };
  std::unique_lock<std::timed_mutex> lock_unless_interrupted(const Interruption& interruption);
  Result<AnalysisPtr> refresh(store::Snapshot& snapshot, const metrics::DeliveryRules& rules);

  const std::shared_ptr<Shelf> shelf_ = std::make_shared<Shelf>();
  std::atomic<std::uint64_t> version_{0};
  std::timed_mutex mutex_;  // protects what follows; held while facts are read, so that they are read once
  AnalysisPtr kept_;
  std::uint64_t kept_version_ = 0;
  metrics::DeliveryRules kept_rules_;
};

}  // namespace shiptally::queries
