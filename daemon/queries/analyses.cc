#include "daemon/queries/analyses.h"

namespace shiptally::queries {
namespace {

using metrics::DeliveryRules;

/// Each reload makes new path rules, which seldom say anything new.
bool same_paths(const std::shared_ptr<const PathRules>& a, const std::shared_ptr<const PathRules>& b) {
  const PathRules none;
  return a == b || (a ? *a : none) == (b ? *b : none);
}

bool same_rules(const DeliveryRules& a, const DeliveryRules& b) {
  return a.incident_limit == b.incident_limit && a.hotfix_branches == b.hotfix_branches &&
         a.revert_branches == b.revert_branches && same_paths(a.paths, b.paths);
}

}  // namespace

Result<void> read_on(store::Snapshot& snapshot, std::optional<Instant> as_of, FactsRead& so_far) {
  const auto next = snapshot.delivery(so_far.next, as_of, *so_far.facts);
  if (next.has_error()) return next.error();
  so_far.next = *next;
  so_far.facts->seal();
  return {};
}

Result<AnalysisPtr> analyse_facts(store::Snapshot& snapshot, std::optional<Instant> as_of,
                                  const DeliveryRules& rules) {
  FactsRead read(rules.paths);
  if (const auto done = read_on(snapshot, as_of, read); done.has_error()) return done.error();
  return AnalysisPtr(std::make_shared<const metrics::Analysis>(
      metrics::analyse(std::move(read.facts), rules, snapshot.interruption())));
}

Result<AnalysisPtr> AnalysisCache::get(store::Snapshot& snapshot, std::uint64_t version,
                                       std::optional<Instant> as_of, const DeliveryRules& rules) {
  // What was true at an instant of the past is asked for seldom and not kept.
  if (as_of) return analyse_facts(snapshot, as_of, rules);
  const std::unique_lock lock = lock_unless_interrupted(snapshot.interruption());
  // The snapshot may be newer than `version` says, never older: the next change makes it stale either way.
  if (kept_ != nullptr && kept_version_ >= version && same_rules(kept_rules_, rules)) return kept_;
  kept_.reset();
  auto fresh = refresh(snapshot, rules);
  if (fresh.has_error()) return fresh;
  kept_ = *fresh;
  kept_version_ = version;
  kept_rules_ = rules;
  return fresh;
}

/// Another question may be making the analysis; who has no more time does not wait for it.
std::unique_lock<std::timed_mutex> AnalysisCache::lock_unless_interrupted(const Interruption& interruption) {
  constexpr Millis kLook{20};
  std::unique_lock lock(mutex_, std::defer_lock);
  while (!lock.try_lock_for(kLook)) interruption.check();
  return lock;
}

/// Goes on with the facts of the analysis before, unless somebody still uses that one, or the paths of
/// commits mean something else by now.  Whoever lets go of an analysis last puts its facts back.
Result<AnalysisPtr> AnalysisCache::refresh(store::Snapshot& snapshot, const DeliveryRules& rules) {
  FactsRead read(rules.paths);
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(shelf_->mutex);
    if (shelf_->facts && same_paths(shelf_->facts->paths, rules.paths)) read = std::move(*shelf_->facts);
    shelf_->facts.reset();
    number = ++shelf_->newest;
  }
  if (const auto done = read_on(snapshot, std::nullopt, read); done.has_error()) return done.error();
  const auto put_back = [shelf = shelf_, read, number] {
    const std::lock_guard lock(shelf->mutex);
    if (shelf->newest == number) shelf->facts = read;
  };
  std::unique_ptr<metrics::Analysis> analysis;
  try {
    analysis =
        std::make_unique<metrics::Analysis>(metrics::analyse(read.facts, rules, snapshot.interruption()));
  } catch (const AnswerEnded&) {
    put_back();  // what was read is whole
    throw;
  }
  return AnalysisPtr(analysis.release(), [put_back](const metrics::Analysis* done) {
    delete done;
    put_back();
  });
}

}  // namespace shiptally::queries
