#include "tests/metrics/oracle.h"

#include <algorithm>

#include "tests/metrics/oracle_world.h"

namespace shiptally::metrics::testing {
namespace oracle {
namespace {

bool allows(const std::set<std::string>& allowed, const std::string& value) {
  return allowed.empty() || allowed.contains(value);
}

void count_lead_times(const World& world, const Spot& spot, OracleAnswer& answer) {
  const Deployment& d = world.deployment(spot);
  for (const CommitRef& ref : world.brought_by(spot).commits) {
    const std::string id = ref.repo + "@" + ref.sha;
    const Commit* fact = find_commit(world.facts, ref);
    if (is_squash_commit(world.facts, ref)) continue;
    if (fact != nullptr && fact->parents && fact->parents->size() > 1) continue;
    if (fact != nullptr && touches_other_paths(world.facts, d.service, *fact)) {
      answer.lead_other_paths.insert(id);
    } else if (fact == nullptr || !world.brought_by(spot).baselines.contains(ref.repo) ||
               fact->authored > *d.finished) {
      answer.lead_excluded.insert(id);
    } else {
      answer.lead_commits.insert(id);
      answer.lead_ms.push_back((*d.finished - fact->authored).count());
    }
  }
}

void count_recovery(const Deployment& d, std::optional<Instant> end, OracleAnswer& answer) {
  if (!end) {
    answer.recovery_open.insert(name_of(d));
  } else if (*end < *d.finished) {
    answer.recovery_negative.insert(name_of(d));
  } else {
    answer.recovered.insert(name_of(d));
    answer.recovery_ms.push_back((*end - *d.finished).count());
  }
}

void count_incident(const Incident& incident, OracleAnswer& answer) {
  if (!incident.resolved) {
    answer.open.insert(name_of(incident));
  } else if (*incident.resolved < incident.opened) {
    answer.resolved_negative.insert(name_of(incident));
  } else {
    answer.resolved.insert(name_of(incident));
    answer.resolved_ms.push_back((*incident.resolved - incident.opened).count());
  }
}

using Blamed = std::map<std::string, std::vector<Incident>>;

void count_line(const World& world, const Line& line, const Blamed& blamed, const OracleQuestion& question,
                OracleAnswer& answer) {
  if (!allows(question.services, line.first) || !allows(question.environments, line.second)) return;
  const Judgement j = judge_line(world, line);
  for (std::size_t i = 0; i < world.lines.at(line).size(); ++i) {
    const Deployment& d = world.lines.at(line)[i];
    if (is_baseline(d) || !question.window.contains(*d.finished) || !allows(question.teams, d.team)) continue;
    const std::string id = name_of(d);
    answer.deployments.insert(id);
    if (j.repair[i]) answer.reworks.insert(id);
    if (!j.rollback[i]) answer.not_rollbacks.insert(id);
    const auto at = blamed.find(id);
    const auto incidents = at == blamed.end() ? std::vector<Incident>() : at->second;
    if (j.failed[i] || !j.repaired_by[i].empty() || !incidents.empty()) {
      if (!j.rollback[i]) answer.failed.insert(id);
      count_recovery(d, recovery(world, {line, i}, j, incidents), answer);
    }
    count_lead_times(world, {line, i}, answer);
    for (const Change& change : world.facts.changes)
      for (const Spot& spot : live_spots(world, change))
        if (spot.line == line && spot.at == i) count_stages(world, change, spot, answer);
  }
}

}  // namespace
}  // namespace oracle

Query query_of(const OracleQuestion& question) {
  Query query;
  query.window = question.window;
  query.as_of = question.as_of;
  query.filter[Dimension::service].assign(question.services.begin(), question.services.end());
  query.filter[Dimension::environment].assign(question.environments.begin(), question.environments.end());
  query.filter[Dimension::team].assign(question.teams.begin(), question.teams.end());
  return query;
}

OracleAnswer ask_oracle(const Scenario& scenario, const OracleQuestion& question) {
  using namespace oracle;
  const World world = make_world(current_facts(scenario, question.as_of));
  OracleAnswer answer;
  Blamed blamed;
  for (const Incident& incident : world.facts.incidents) {
    blamed[culprit(world, incident, question.incident_limit)].push_back(incident);
    if (question.window.contains(incident.opened) && allows(question.services, incident.service) &&
        allows(question.environments, incident.environment) &&
        allows(question.teams, team_of(world, incident)))
      count_incident(incident, answer);
  }
  for (const auto& [line, list] : world.lines) count_line(world, line, blamed, question, answer);
  for (const Deployment& d : world.facts.deployments)
    if (d.status == DeploymentStatus::failure && d.finished && question.window.contains(*d.finished) &&
        allows(question.services, d.service) && allows(question.environments, d.environment) &&
        allows(question.teams, d.team))
      answer.failed_rollouts.insert(name_of(d));
  for (auto* ms : {&answer.recovery_ms, &answer.lead_ms, &answer.resolved_ms, &answer.coding.ms,
                   &answer.pickup.ms, &answer.review.ms, &answer.deploy_wait.ms})
    std::sort(ms->begin(), ms->end());
  return answer;
}

}  // namespace shiptally::metrics::testing
