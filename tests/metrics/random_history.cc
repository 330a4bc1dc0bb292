#include "tests/metrics/random_history.h"

#include <algorithm>
#include <utility>

namespace shiptally::metrics::testing {
namespace {

const Instant kStart = parse_instant("2026-03-02").value();
constexpr auto kStep = std::chrono::minutes(30);
constexpr int kSteps = 200;
constexpr int kCommits = 18, kMain = 13;  // the last of each repository is one that nobody tells of
constexpr int kChanges = 12;

bool in_main(int i) { return i < kMain; }
bool is_told(int i) { return i != kMain - 1 && i != kCommits - 1; }
std::string sha(int i) { return (i % 2 == 0 ? "abcdef" : "123456") + std::to_string(10 + i); }
std::string change_id(int i) { return (i % 2 == 0 ? "" : "acme/main#") + std::to_string(i); }

}  // namespace

/// Coarse, so that many things happen in the same millisecond.
Instant RandomHistory::time() { return kStart + below(kSteps) * kStep; }
Instant RandomHistory::near(Instant t) { return t + (below(40) - 4) * kStep; }

std::string RandomHistory::one_of(std::initializer_list<const char*> words) {
  return *(words.begin() + below(static_cast<int>(words.size())));
}

std::vector<std::string> RandomHistory::some_shas(bool lib, int most) {
  std::vector<std::string> out;
  for (int left = below(most + 1); left > 0; --left)
    out.push_back(sha(lib ? kMain + below(kCommits - kMain) : below(kMain)));
  return out;
}

Commit RandomHistory::commit(int i) {
  Commit c;
  c.key = {in_main(i) ? "main" : "lib", sha(i)};
  c.authored = kStart + below(kSteps / 8) * 4 * kStep;  // coarser: rebases keep the time of authorship
  c.parents.emplace();
  for (int parents = one_in(4) ? 2 : 1; parents > 0 && i > 0; --parents) {
    const int parent = one_in(2) ? i - 1 : below(i);
    if (in_main(parent) == in_main(i)) c.parents->push_back(sha(parent));
  }
  if (one_in(2)) return c;
  c.paths.emplace();
  for (int paths = below(3); paths > 0; --paths)
    c.paths->push_back(one_of({"api/x", "web/a/b", "go.mod", "docs/readme", "apis"}));
  return c;
}

/// As a rule a later deployment brings later commits.
std::vector<DeployedCommit> RandomHistory::deployed(Instant at) {
  std::vector<DeployedCommit> out;
  const auto passed = static_cast<int>((at - kStart) / kStep);
  if (one_in(2))
    out.push_back({"main", sha(std::clamp(passed * kMain / kSteps + below(3) - 1, 0, kMain - 1))});
  for (const bool lib : {false, true})
    for (const std::string& s : some_shas(lib, lib || !out.empty() ? 1 : 2))
      out.push_back({lib ? "lib" : "main", s});
  for (DeployedCommit& c : out)
    if (one_in(4)) c.finished = time();
  return out;
}

Deployment RandomHistory::deployment(int i) {
  Deployment d;
  d.key = {one_of({"ci", "cd"}), "d" + std::to_string(i)};
  d.service = one_of({"api", "api", "api", "web"});
  d.environment = one_of({"production", "production", "production", "staging"});
  d.team = one_of({"", "red", "blue"});
  d.finished = time();
  d.status = DeploymentStatus::success;
  if (one_in(8))
    d.status = one_in(2) ? DeploymentStatus::failure : DeploymentStatus::cancelled;
  else if (one_in(15))
    d.status = DeploymentStatus::in_progress;
  if (d.status == DeploymentStatus::in_progress) d.started = std::exchange(d.finished, std::nullopt);
  constexpr DeploymentKind kinds[] = {DeploymentKind::rollback, DeploymentKind::hotfix,
                                      DeploymentKind::revert, DeploymentKind::baseline,
                                      DeploymentKind::model_switch};
  if (one_in(4)) d.kind = kinds[below(5)];
  if (!one_in(3)) d.version = "v" + std::to_string(below(8));
  d.commits = deployed(d.finished.value_or(kStart));
  if (one_in(8)) d.remedies = one_of({"pager/i", "i"}) + std::to_string(below(10));
  return d;
}

std::string RandomHistory::branch(int i) {
  const std::string number = std::to_string(one_in(4) ? below(kChanges) : below(i + 1));
  switch (below(8)) {
    case 0:
      return one_of({"hotfix/a", "hotfix/a/b", "hotfix-a", "hotfixes", "hotfix-a/b", "a/hotfix/b"});
    case 1:
      return one_of({"revert/a", "revert-a", "revert-a/b", "reverting", "revert--a"});
    case 2:
    case 3:
    case 4:
      return "revert-" + number + "-a";
    default:
      return one_of({"", "main", "feature/a"});
  }
}

Change RandomHistory::change(int i) {
  Change c;
  const bool lib = one_in(4);
  c.key = {one_in(6) ? "lab" : "hub", change_id(i)};
  c.repo = lib ? "lib" : "main";
  c.opened = time();
  if (!one_in(5)) c.merged = near(c.opened);
  c.closed = c.merged || one_in(2);
  c.commits = some_shas(lib, 3);
  if (!one_in(4)) c.merge_sha = sha(lib ? kMain + below(kCommits - kMain) : one_in(3) ? below(kMain) : i);
  c.author = one_of({"", "ann", "bob"});
  c.branch = branch(i);
  if (one_in(3)) c.first_review = near(c.opened);
  return c;
}

Review RandomHistory::review(int i) {
  Review r;
  r.key = {one_in(6) ? "lab" : "hub", "r" + std::to_string(i)};
  r.change = change_id(below(kChanges));
  r.author = one_of({"", "ann", "bob"});
  r.submitted = time();
  return r;
}

Incident RandomHistory::incident(int i, int deployments) {
  Incident out;
  out.key = {"pager", "i" + std::to_string(i)};
  out.service = one_of({"api", "api", "web", "nobody's"});
  out.environment = one_of({"production", "production", "staging"});
  out.team = one_of({"", "", "red", "blue"});
  out.opened = time();
  if (!one_in(4)) out.resolved = near(out.opened);
  out.external = one_in(8);
  if (one_in(2)) out.deployment = cause(deployments);
  return out;
}

std::string RandomHistory::cause(int deployments) {
  switch (below(6)) {
    case 0:
      return "d" + std::to_string(below(deployments + 2));
    case 1:
      return "ci/d" + std::to_string(below(deployments + 2));
    case 2:
      return "v" + std::to_string(below(9));
    case 3:
      return sha(below(kCommits));
    case 4:
      return sha(below(kCommits)).substr(0, 7);
    default:
      return "nobody";
  }
}

/// Tells the fact; often another version of it too, and now and then takes it back.  No two versions are of
/// the same rank, for then a hash would choose.
template <class Fact>
void RandomHistory::tell(Scenario& into, Kind kind, Fact fact, Fact other) {
  const auto arrive = [&](auto version) {
    Arrival arrival{version};
    if (one_in(2)) arrival.recorded = time();
    into.arrivals.push_back(arrival);
  };
  Retraction taken{kind, {}, {}, {}};
  if constexpr (std::is_same_v<Fact, Commit>) {
    taken.key = {fact.key.repo, fact.key.sha};
    other.parents.reset();  // a push tells none; the version with parents is the final one
    other.paths = fact.paths;
    if (one_in(6)) fact.parents.reset();
    if (fact.parents && one_in(4)) arrive(other);
  } else {
    taken.key = other.key = fact.key;
    other.updated = time();
    if (one_in(5)) arrive(other);
    if (one_in(2)) taken.updated = kStart + kSteps * kStep;
  }
  arrive(fact);
  if (one_in(4)) arrive(fact);
  if (one_in(20)) arrive(taken);
}

/// What was live before, in a place.
Deployment RandomHistory::baseline(const std::string& service, const std::string& environment) {
  Deployment d;
  d.key = {"ci", "before-" + service + "-" + environment};
  d.service = service;
  d.environment = environment;
  d.kind = DeploymentKind::baseline;
  d.finished = kStart;
  d.commits = {{"main", sha(below(3))}};
  if (one_in(2)) d.commits.push_back({"lib", sha(kMain)});
  return d;
}

Scenario RandomHistory::scenario() {
  Scenario out;
  out.rules.incident_limit = std::chrono::hours(12);
  if (!one_in(3)) out.paths.push_back({"api", "main", {"api/**", "go.mod"}});
  if (!one_in(3)) out.paths.push_back({"web", "", {"web/**"}});
  for (int i = 0; i < kCommits; ++i)
    if (is_told(i)) tell(out, Kind::commit, commit(i), commit(i));
  for (const char* service : {"api", "web"})
    for (const char* environment : {"production", "staging"})
      if (!one_in(4))
        tell(out, Kind::deployment, baseline(service, environment), baseline(service, environment));
  const int deployments = below(30);
  for (int i = 0; i < deployments; ++i) tell(out, Kind::deployment, deployment(i), deployment(i));
  for (int i = below(kChanges + 1); i-- > 0;) tell(out, Kind::change, change(i), change(i));
  for (int i = below(12); i-- > 0;) tell(out, Kind::review, review(i), review(i));
  for (int i = below(10); i-- > 0;)
    tell(out, Kind::incident, incident(i, deployments), incident(i, deployments));
  std::shuffle(out.arrivals.begin(), out.arrivals.end(), random_);
  return out;
}

OracleQuestion RandomHistory::question() {
  OracleQuestion q;
  const Instant a = time(), b = time();
  q.window =
      one_in(3) ? Window{kStart, kStart + kSteps * kStep} : Window{std::min(a, b), std::max(a, b) + kStep};
  q.incident_limit = std::chrono::hours(12);
  if (one_in(3)) q.as_of = time();
  if (one_in(3)) q.services = {one_of({"api", "web"})};
  if (one_in(3)) q.environments = {one_of({"production", "staging"})};
  if (one_in(4)) q.teams = {one_of({"red", "blue"})};
  return q;
}

}  // namespace shiptally::metrics::testing
