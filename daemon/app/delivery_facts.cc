#include "daemon/app/delivery_facts.h"

namespace shiptally::app {

Result<void> read_on(store::Snapshot& snapshot, std::optional<Instant> as_of, FactsRead& so_far) {
  const auto next = snapshot.delivery(so_far.next, as_of, *so_far.facts);
  if (next.has_error()) return next.error();
  so_far.next = *next;
  so_far.facts->seal();
  return {};
}

Result<AnalysisPtr> analyse_facts(store::Snapshot& snapshot, std::optional<Instant> as_of,
                                  Millis incident_limit) {
  FactsRead read;
  if (const auto done = read_on(snapshot, as_of, read); done.has_error()) return done.error();
  return AnalysisPtr(std::make_shared<const metrics::Analysis>(
      metrics::analyse(std::move(read.facts), {.incident_limit = incident_limit})));
}

Result<AnalysisPtr> AnalysisCache::get(store::Snapshot& snapshot, std::uint64_t version,
                                       std::optional<Instant> as_of, Millis incident_limit) {
  // What was true at an instant of the past is asked for seldom and not kept.
  if (as_of) return analyse_facts(snapshot, as_of, incident_limit);
  const std::lock_guard lock(mutex_);
  // The snapshot may be newer than `version` says, never older: the next change makes it stale either way.
  if (kept_ != nullptr && kept_version_ >= version && kept_limit_ == incident_limit) return kept_;
  kept_.reset();
  auto fresh = refresh(snapshot, incident_limit);
  if (fresh.has_error()) return fresh;
  kept_ = *fresh;
  kept_version_ = version;
  kept_limit_ = incident_limit;
  return fresh;
}

/// Goes on with the facts of the analysis before, unless somebody still uses that one.  Whoever lets go of an
/// analysis last puts its facts back.
Result<AnalysisPtr> AnalysisCache::refresh(store::Snapshot& snapshot, Millis incident_limit) {
  FactsRead read;
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(shelf_->mutex);
    if (shelf_->facts) read = std::move(*shelf_->facts);
    shelf_->facts.reset();
    number = ++shelf_->newest;
  }
  if (const auto done = read_on(snapshot, std::nullopt, read); done.has_error()) return done.error();
  auto analysis =
      std::make_unique<metrics::Analysis>(metrics::analyse(read.facts, {.incident_limit = incident_limit}));
  const auto put_back = [shelf = shelf_, read, number](const metrics::Analysis* done) {
    delete done;
    const std::lock_guard lock(shelf->mutex);
    if (shelf->newest == number) shelf->facts = read;
  };
  return AnalysisPtr(analysis.release(), put_back);
}

}  // namespace shiptally::app
