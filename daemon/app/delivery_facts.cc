#include "daemon/app/delivery_facts.h"

namespace shiptally::app {

Result<AnalysisPtr> analyse_facts(store::Snapshot& snapshot, std::optional<Instant> as_of,
                                  Millis incident_limit) {
  auto deployments = snapshot.deployments(as_of);
  if (deployments.has_error()) return deployments.error();
  auto commits = snapshot.commits(as_of);
  if (commits.has_error()) return commits.error();
  auto incidents = snapshot.incidents(as_of);
  if (incidents.has_error()) return incidents.error();
  const metrics::DeliveryFacts facts{*deployments, *commits, *incidents};
  return AnalysisPtr(std::make_shared<const metrics::Analysis>(metrics::analyse(facts, incident_limit)));
}

Result<AnalysisPtr> AnalysisCache::get(store::Snapshot& snapshot, std::uint64_t version,
                                       std::optional<Instant> as_of, Millis incident_limit) {
  // What was true at an instant of the past is asked for seldom and not kept.
  if (as_of) return analyse_facts(snapshot, as_of, incident_limit);
  {
    const std::lock_guard lock(mutex_);
    if (kept_ != nullptr && kept_version_ == version && kept_limit_ == incident_limit) return kept_;
  }
  auto fresh = analyse_facts(snapshot, as_of, incident_limit);
  if (fresh.has_error()) return fresh;
  const std::lock_guard lock(mutex_);
  // The snapshot may be newer than `version` says, never older: the next change makes it stale either way.
  if (kept_ == nullptr || kept_version_ <= version) {
    kept_ = *fresh;
    kept_version_ = version;
    kept_limit_ = incident_limit;
  }
  return fresh;
}

}  // namespace shiptally::app
