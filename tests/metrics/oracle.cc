#include "tests/metrics/oracle.h"

#include <algorithm>

namespace shiptally::metrics::testing {
namespace {

using Names = std::set<std::string>;
using List = std::vector<Deployment>;

bool is_baseline(const Deployment& d) { return d.kind == DeploymentKind::baseline; }

/// Successful deployments of the same service and environment as `like`, in order.
List line_of(const OracleFacts& facts, const Deployment& like) {
  List line;
  for (const Deployment& d : facts.deployments)
    if (d.status == DeploymentStatus::success && d.finished && d.service == like.service &&
        d.environment == like.environment)
      line.push_back(d);
  std::sort(line.begin(), line.end(), [](const Deployment& a, const Deployment& b) {
    return *a.finished != *b.finished ? *a.finished < *b.finished : a.key < b.key;
  });
  return line;
}

bool same_version(const Deployment& a, const Deployment& b) {
  if (a.key == b.key) return true;
  if (!a.version.empty() || !b.version.empty()) return a.version == b.version;
  const auto commits = [](const Deployment& d) {
    std::set<CommitRef> out;
    for (const DeployedCommit& c : d.commits) out.insert(c.commit());
    return out;
  };
  const std::set<CommitRef> of_a = commits(a), of_b = commits(b);
  return !of_a.empty() && of_a == of_b;
}

/// What is said of one line of deployments; positions count from its start.
struct Judgement {
  std::vector<bool> rollback, repair, failed;
  std::vector<int> undone_by;
  std::vector<int> repaired_by;
};

Judgement judge_line(const List& line) {
  const int n = static_cast<int>(line.size());
  const auto at = [](int i) { return static_cast<std::size_t>(i); };
  Judgement j{std::vector<bool>(line.size()), std::vector<bool>(line.size()), std::vector<bool>(line.size()),
              std::vector<int>(line.size(), -1), std::vector<int>(line.size(), -1)};
  for (int i = 0; i < n; ++i) {
    const Deployment& d = line[at(i)];
    if (is_baseline(d)) continue;
    const bool marked = d.kind == DeploymentKind::rollback;
    const bool redeploy = i > 0 && same_version(line[at(i - 1)], d);
    int last_ran = -1;
    for (int k = 0; k < i; ++k)
      if (same_version(line[at(k)], d)) last_ran = k;
    j.rollback[at(i)] = marked || (last_ran >= 0 && !redeploy);
    int from = i;  // nothing undone
    if (last_ran >= 0 && !redeploy) {
      from = last_ran + 1;
    } else if (marked && !redeploy) {
      while (from > 0 && (from == i || same_version(line[at(from - 1)], line[at(i - 1)]))) --from;
    }
    bool first = true;
    for (int k = from; k < i; ++k) {
      if (j.undone_by[at(k)] >= 0) continue;
      j.undone_by[at(k)] = i;
      if (is_baseline(line[at(k)]) || j.rollback[at(k)]) continue;
      (first ? j.failed : j.repair)[at(k)] = true;
      first = false;
    }
    const bool fix = d.kind == DeploymentKind::hotfix || d.kind == DeploymentKind::revert;
    if (fix && i > 0 && !redeploy && !is_baseline(line[at(i - 1)]) && !j.rollback[at(i - 1)])
      j.repaired_by[at(i - 1)] = i;
    if (fix || j.rollback[at(i)] || !d.remedies.empty()) j.repair[at(i)] = true;
  }
  return j;
}

void reach(const OracleFacts& facts, const CommitRef& commit, std::set<CommitRef>& into) {
  if (!into.insert(commit).second) return;
  for (const Commit& c : facts.commits)
    if (c.key == commit && c.parents)
      for (const std::string& parent : *c.parents) reach(facts, {commit.repo, parent}, into);
}

struct NewCommit {
  CommitRef commit;
  bool has_baseline;
};

/// Reachable from line[i], less all reachable from anything before it.
std::vector<NewCommit> new_commits_of(const OracleFacts& facts, const List& line, std::size_t i) {
  std::set<CommitRef> before, now;
  Names repos;
  for (std::size_t k = 0; k < i; ++k)
    for (const DeployedCommit& c : line[k].commits) {
      reach(facts, c.commit(), before);
      repos.insert(c.repo);
    }
  for (const DeployedCommit& c : line[i].commits) reach(facts, c.commit(), now);
  std::vector<NewCommit> out;
  for (const CommitRef& c : now)
    if (!before.contains(c)) out.push_back({c, repos.contains(c.repo)});
  return out;
}

/// Whether the incident's words fit the deployment, as an id (1), a commit (2), a version (3), or not (0).
int fits(const OracleFacts& facts, const std::string& cause, const List& line, std::size_t i) {
  const Deployment& d = line[i];
  if (is_baseline(d)) return 0;
  if (cause == d.key.id || cause == d.key.source + "/" + d.key.id) return 1;
  Names shas;
  if (cause.size() >= 7 && cause.find_first_not_of("0123456789abcdef") == std::string::npos) {
    for (const Commit& c : facts.commits) {
      if (c.key.sha.starts_with(cause)) shas.insert(c.key.sha);
      for (const std::string& parent : c.parents.value_or(std::vector<std::string>()))
        if (parent.starts_with(cause)) shas.insert(parent);
    }
    for (const Deployment& other : facts.deployments)
      if (other.status == DeploymentStatus::success && other.finished)
        for (const DeployedCommit& c : other.commits)
          if (c.sha.starts_with(cause)) shas.insert(c.sha);
  }
  if (shas.size() == 1) {
    for (const DeployedCommit& c : d.commits)
      if (shas.contains(c.sha)) return 2;
    for (const NewCommit& c : new_commits_of(facts, line, i))
      if (shas.contains(c.commit.sha)) return 2;
  }
  return cause == d.version ? 3 : 0;
}

/// The likelier cause of two: the last before the incident, else the first after it.
bool likelier(const Deployment& a, const Deployment& b, Instant opened) {
  const bool a_before = *a.finished <= opened, b_before = *b.finished <= opened;
  if (a_before != b_before) return a_before;
  return a_before ? *a.finished > *b.finished : *a.finished < *b.finished;
}

/// Every line, by the name of its place.
std::map<std::pair<std::string, std::string>, List> all_lines(const OracleFacts& facts) {
  std::map<std::pair<std::string, std::string>, List> lines;
  for (const Deployment& d : facts.deployments) {
    List line = line_of(facts, d);
    if (!line.empty()) lines[{d.service, d.environment}] = std::move(line);
  }
  return lines;
}

/// The deployment that the incident is the fault of, by id; empty for none.
std::string culprit(const OracleFacts& facts, const Incident& incident, Millis limit) {
  if (incident.external) return "";
  const auto lines = all_lines(facts);
  const auto own = lines.find({incident.service, incident.environment});
  if (incident.deployment.empty()) {
    const Deployment* last = nullptr;
    if (own != lines.end())
      for (const Deployment& d : own->second)
        if (*d.finished <= incident.opened) last = &d;
    const bool close = last != nullptr && !is_baseline(*last) && incident.opened - *last->finished <= limit;
    return close ? last->key.id : "";
  }
  for (const int form : {1, 2, 3}) {
    const Deployment *in_own = nullptr, *anywhere = nullptr;
    for (const auto& [place, line] : lines)
      for (std::size_t i = 0; i < line.size(); ++i) {
        const Deployment& d = line[i];
        if (fits(facts, incident.deployment, line, i) != form &&
            !(form == 3 && d.version == incident.deployment))
          continue;
        if (is_baseline(d)) continue;
        const bool home = place == std::pair(incident.service, incident.environment);
        // Of two at the same instant the later in order ran last.
        if (home && (in_own == nullptr || !likelier(*in_own, d, incident.opened)) &&
            (in_own == nullptr || *d.finished <= incident.opened || likelier(d, *in_own, incident.opened)))
          in_own = &d;
        const bool reachable = form == 1 || (form == 2 && place.second == incident.environment);
        if (reachable && (anywhere == nullptr || likelier(d, *anywhere, incident.opened))) anywhere = &d;
      }
    if (in_own != nullptr) return in_own->key.id;
    if (anywhere != nullptr) return anywhere->key.id;
  }
  return "";
}

std::optional<Instant> recovery(const OracleFacts& facts, const List& line, const Judgement& j, std::size_t i,
                                const std::vector<Incident>& incidents) {
  std::vector<Instant> ends;
  bool all_resolved = !incidents.empty();
  Instant last_resolved = Instant(Millis(INT64_MIN / 2));
  for (const Incident& incident : incidents) {
    if (incident.resolved)
      last_resolved = std::max(last_resolved, *incident.resolved);
    else
      all_resolved = false;
  }
  if (all_resolved) ends.push_back(last_resolved);
  const int undone_by = j.undone_by[i];
  if (undone_by >= 0) ends.push_back(*line[static_cast<std::size_t>(undone_by)].finished);
  if (j.repaired_by[i] >= 0 && (undone_by < 0 || undone_by <= j.repaired_by[i]))
    ends.push_back(*line[static_cast<std::size_t>(j.repaired_by[i])].finished);
  for (const auto& [place, other] : all_lines(facts))
    for (std::size_t k = 0; k < other.size(); ++k) {
      const Deployment& d = other[k];
      const bool here = d.service == line[i].service && d.environment == line[i].environment;
      const bool after = here ? k > i && (undone_by < 0 || static_cast<int>(k) >= undone_by)
                              : *d.finished >= *line[i].finished;
      for (const Incident& incident : incidents)
        if (after && !is_baseline(d) &&
            (d.remedies == incident.key.id || d.remedies == incident.key.source + "/" + incident.key.id))
          ends.push_back(*d.finished);
    }
  if (ends.empty()) return std::nullopt;
  return *std::min_element(ends.begin(), ends.end());
}

void count_lead_times(const OracleFacts& facts, const List& line, std::size_t i, OracleAnswer& answer) {
  for (const NewCommit& c : new_commits_of(facts, line, i)) {
    const Commit* fact = nullptr;
    for (const Commit& known : facts.commits)
      if (known.key == c.commit) fact = &known;
    if (fact != nullptr && fact->parents && fact->parents->size() > 1) continue;
    if (fact == nullptr || !c.has_baseline || fact->authored > *line[i].finished) {
      answer.lead_excluded.insert(c.commit.sha);
      continue;
    }
    answer.lead_commits.insert(c.commit.sha);
    answer.lead_ms.push_back((*line[i].finished - fact->authored).count());
  }
}

}  // namespace

OracleAnswer ask_oracle(const OracleFacts& facts, Window window, Millis incident_limit) {
  OracleAnswer answer;
  std::map<std::string, std::vector<Incident>> blamed;
  for (const Incident& incident : facts.incidents) {
    blamed[culprit(facts, incident, incident_limit)].push_back(incident);
    if (!window.contains(incident.opened)) continue;
    if (!incident.resolved)
      answer.open.insert(incident.key.id);
    else if (*incident.resolved >= incident.opened)
      answer.resolved.insert(incident.key.id);
  }
  for (const auto& [place, line] : all_lines(facts)) {
    const Judgement j = judge_line(line);
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string& id = line[i].key.id;
      if (is_baseline(line[i]) || !window.contains(*line[i].finished)) continue;
      answer.deployments.insert(id);
      if (j.repair[i]) answer.reworks.insert(id);
      if (!j.rollback[i]) answer.not_rollbacks.insert(id);
      const auto incidents = blamed[id];
      if (j.failed[i] || j.repaired_by[i] >= 0 || !incidents.empty()) {
        if (!j.rollback[i]) answer.failed.insert(id);
        answer.recovered[id] = recovery(facts, line, j, i, incidents);
      }
      count_lead_times(facts, line, i, answer);
    }
  }
  std::sort(answer.lead_ms.begin(), answer.lead_ms.end());
  return answer;
}

}  // namespace shiptally::metrics::testing
