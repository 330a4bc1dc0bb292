#include <tuple>

#include "tests/metrics/oracle_world.h"

namespace shiptally::metrics::testing::oracle {
namespace {

/// How far a version has come: 0 in progress, 1 final.
int progress(const Deployment& d) { return d.status == DeploymentStatus::in_progress ? 0 : 1; }
int progress(const Commit& c) { return c.parents ? 1 : 0; }
int progress(const Change& c) { return c.closed || c.merged ? 1 : 0; }
int progress(const Review&) { return 1; }
int progress(const Incident& i) { return i.resolved ? 1 : 0; }

std::optional<Instant> told_at(const Commit&) { return std::nullopt; }
template <class Fact>
std::optional<Instant> told_at(const Fact& fact) {
  return fact.updated;
}

FactId key_of(const Commit& c) { return {c.key.repo, c.key.sha}; }
template <class Fact>
FactId key_of(const Fact& fact) {
  return fact.key;
}

/// None is before all times, but for a retraction, which takes back every version; no two versions of a fact
/// are alike in both.
using Age = std::tuple<std::optional<Instant>, int>;

template <class Fact>
std::vector<Fact> current(const Scenario& scenario, std::optional<Instant> as_of, Kind kind) {
  std::map<FactId, std::pair<Age, std::optional<Fact>>> best;
  const auto offer = [&](const FactId& key, Age age, std::optional<Fact> fact) {
    const auto [at, added] = best.try_emplace(key, age, fact);
    if (!added && at->second.first < age) at->second = {age, fact};
  };
  for (const Arrival& arrival : scenario.arrivals) {
    if (as_of && arrival.recorded > *as_of) continue;
    if (const auto* fact = std::get_if<Fact>(&arrival.fact))
      offer(key_of(*fact), {told_at(*fact), progress(*fact)}, *fact);
    if (const auto* taken = std::get_if<Retraction>(&arrival.fact); taken != nullptr && taken->kind == kind)
      offer(taken->key, {taken->updated.value_or(Instant::max()), 2}, std::nullopt);
  }
  std::vector<Fact> out;
  for (auto& [key, version] : best)
    if (version.second) out.push_back(*version.second);
  return out;
}

}  // namespace

Facts current_facts(const Scenario& scenario, std::optional<Instant> as_of) {
  return {
      current<Deployment>(scenario, as_of, Kind::deployment), current<Commit>(scenario, as_of, Kind::commit),
      current<Change>(scenario, as_of, Kind::change),         current<Review>(scenario, as_of, Kind::review),
      current<Incident>(scenario, as_of, Kind::incident),     scenario.paths};
}

}  // namespace shiptally::metrics::testing::oracle
