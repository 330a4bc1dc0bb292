#include "tests/metrics/oracle_world.h"

namespace shiptally::metrics::testing::oracle {
namespace {

/// Every commit that any fact speaks of and that may be part of a deployment.
std::set<std::string> all_shas(const Facts& facts) {
  std::set<std::string> out;
  for (const Commit& c : facts.commits) {
    out.insert(c.key.sha);
    for (const std::string& parent : c.parents.value_or(std::vector<std::string>())) out.insert(parent);
  }
  for (const Deployment& d : facts.deployments)
    if (d.status == DeploymentStatus::success && d.finished)
      for (const DeployedCommit& c : d.commits) out.insert(c.sha);
  for (const Change& c : facts.changes) {
    if (!c.merge_sha.empty()) out.insert(c.merge_sha);
    out.insert(c.commits.begin(), c.commits.end());
  }
  return out;
}

/// Whether the incident's words fit the deployment, as an id (1), a commit (2), a version (3), or not (0).
int fits(const World& world, const std::string& cause, const Spot& spot) {
  const Deployment& d = world.deployment(spot);
  if (cause == d.key.id || cause == name_of(d)) return 1;
  std::set<std::string> shas;
  if (cause.size() >= 7 && cause.find_first_not_of("0123456789abcdef") == std::string::npos)
    for (const std::string& sha : all_shas(world.facts))
      if (sha.starts_with(cause)) shas.insert(sha);
  if (shas.size() == 1) {
    for (const DeployedCommit& c : d.commits)
      if (shas.contains(c.sha)) return 2;
    for (const CommitRef& c : world.brought_by(spot).commits)
      if (shas.contains(c.sha)) return 2;
  }
  return cause == d.version ? 3 : 0;
}

/// The likelier cause of two: the last before the incident, else the first after it.
bool likelier(const Deployment& a, const Deployment& b, Instant opened) {
  const bool a_before = *a.finished <= opened, b_before = *b.finished <= opened;
  if (a_before != b_before) return a_before;
  return a_before ? *a.finished > *b.finished : *a.finished < *b.finished;
}

/// The last in the incident's line that had finished when it opened, or null.
const Deployment* running(const World& world, const Incident& incident) {
  const Deployment* last = nullptr;
  if (const auto own = world.lines.find({incident.service, incident.environment}); own != world.lines.end())
    for (const Deployment& d : own->second)
      if (*d.finished <= incident.opened) last = &d;
  return last;
}

std::string named_culprit(const World& world, const Incident& incident) {
  for (const int form : {1, 2, 3}) {
    const Deployment *in_own = nullptr, *anywhere = nullptr;
    for (const auto& [place, line] : world.lines)
      for (std::size_t i = 0; i < line.size(); ++i) {
        const Deployment& d = line[i];
        if (is_baseline(d)) continue;
        if (fits(world, incident.deployment, {place, i}) != form &&
            !(form == 3 && d.version == incident.deployment))
          continue;
        const bool home = place == Line(incident.service, incident.environment);
        // Of two at the same instant the later in order ran last.
        if (home && (in_own == nullptr || !likelier(*in_own, d, incident.opened)) &&
            (in_own == nullptr || *d.finished <= incident.opened || likelier(d, *in_own, incident.opened)))
          in_own = &d;
        const bool reachable = form == 1 || (form == 2 && place.second == incident.environment);
        if (reachable && (anywhere == nullptr || likelier(d, *anywhere, incident.opened))) anywhere = &d;
      }
    if (in_own != nullptr) return name_of(*in_own);
    if (anywhere != nullptr) return name_of(*anywhere);
  }
  return "";
}

}  // namespace

std::string culprit(const World& world, const Incident& incident, Millis limit) {
  if (incident.external) return "";
  if (!incident.deployment.empty()) return named_culprit(world, incident);
  const Deployment* last = running(world, incident);
  const bool close = last != nullptr && !is_baseline(*last) && incident.opened - *last->finished <= limit;
  return close ? name_of(*last) : "";
}

std::string team_of(const World& world, const Incident& incident) {
  if (!incident.team.empty()) return incident.team;
  if (const Deployment* last = running(world, incident); last != nullptr) return last->team;
  if (const auto own = world.lines.find({incident.service, incident.environment}); own != world.lines.end())
    return own->second.front().team;
  for (const auto& [place, line] : world.lines)
    if (place.first == incident.service) return line.front().team;
  return "";
}

}  // namespace shiptally::metrics::testing::oracle
