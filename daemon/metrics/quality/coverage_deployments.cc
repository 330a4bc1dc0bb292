// Deployments that say too little, and the commits that they brought.

#include <algorithm>

#include "daemon/metrics/quality/coverage_tally.h"

namespace shiptally::metrics {
namespace {

constexpr Millis kRunningMax = std::chrono::hours(24);

constexpr const char* kNoCommits =
    "send `commits` (repo and sha) with the deployment: without them it has no lead time";
constexpr const char* kSendBaseline =
    "send one deployment of kind `baseline` with the commit that was live before the first one";
constexpr const char* kNoFinish = "send `finished_at`: without it the deployment counts nowhere";
constexpr const char* kRunning =
    "tell how it ended: send it again with its `status` and `finished_at`, or retract it";
constexpr const char* kStarted =
    "`started_at` is after `finished_at`: check the clock and zone of the sender";
constexpr const char* kSendCommits =
    "tell of these commits: `shiptally import git DIR`, GitHub's `push` hook or POST /v1/commits";
constexpr const char* kNoParents =
    "their parents are not known, so what else the deployment brought is not: `shiptally import git DIR`, or "
    "send `parents`";
constexpr const char* kAuthored =
    "authored after their deployment finished: check the clocks of who commits and of the pipeline, and that "
    "`finished_at` has its zone";

struct StepTallies {
  CoverageTally no_commits, no_baseline, started;
};

struct CommitTallies {
  CoverageTally unknown, no_parents, authored;
};

/// Commits that were told without their parents: by repository and packed sha.
class Parentless {
 public:
  explicit Parentless(const CompactFacts& facts) {
    for (const CompactCommit& c : facts.commits())
      if (!c.retracted() && !c.parents_known) known_.emplace_back(c.place, facts.texts(c).sha);
    std::sort(known_.begin(), known_.end());
  }
  bool contains(const CommitGraph::Node& node) const {
    return !known_.empty() &&
           std::binary_search(known_.begin(), known_.end(), std::pair(node.repo, node.packed_sha()));
  }

 private:
  std::vector<std::pair<NameId, std::string_view>> known_;
};

bool counts(const CoverageChecks& checks, const Step& step) {
  const Place& place = checks.facts().places()[step.place];
  return !step.baseline() && checks.query.window.contains(step.finished) && checks.allows(place, place.team);
}

void look_at(const CoverageChecks& checks, StepIndex i, StepTallies& found) {
  const Analysis& a = checks.analysis;
  const CompactDeployment& d = a.history.fact(i);
  const auto name = [&] { return fact_name(checks.facts(), d); };
  for (CoverageTally* tally : {&found.no_commits, &found.no_baseline, &found.started}) tally->seen();
  if (a.graph.named_by(i).empty()) found.no_commits.hit(d.finished(), name);
  bool baseline = true;
  for (std::size_t at = a.brought.begin[i]; at < a.brought.begin[i + 1]; ++at)
    baseline = baseline && a.brought.has_baseline(at);
  if (!baseline) found.no_baseline.hit(d.finished(), name);
  if (d.started() && d.finished() && *d.started() > *d.finished()) found.started.hit(d.finished(), name);
}

void look_at_commits(const CoverageChecks& checks, const Parentless& parentless, StepIndex i,
                     CommitTallies& found) {
  const Analysis& a = checks.analysis;
  const Instant finished = a.history.steps[i].finished;
  for (std::size_t at = a.brought.begin[i]; at < a.brought.begin[i + 1]; ++at) {
    const CommitGraph::Node& node = a.graph.nodes[a.brought.commits[at]];
    const auto name = [&] { return fact_name(checks.facts(), node); };
    for (CoverageTally* tally : {&found.unknown, &found.no_parents, &found.authored}) tally->seen();
    if (node.authored_ms == kNoTime)
      found.unknown.hit(finished, name);
    else if (parentless.contains(node))
      found.no_parents.hit(finished, name);
    if (a.brought.lead_ms[at] == static_cast<std::int64_t>(NoLead::negative))
      found.authored.hit(finished, name);
  }
}

/// Deployments that reached nobody, or of which that is not known, by their service and environment.
void check_others(CoverageChecks& checks) {
  struct Found {
    CoverageTally no_finish, running;
  };
  std::map<std::pair<NameId, NameId>, Found> by_owner;
  const CompactFacts& facts = checks.facts();
  for (const FactIndex i : checks.analysis.history.others) {
    const CompactDeployment& d = facts.deployments()[i];
    const Place& place = facts.place(d);
    const auto told = d.started() ? d.started() : d.updated();
    const auto time = d.finished() ? d.finished() : told;
    if (!checks.allows(place, place.team) || (time && !checks.query.window.contains(*time))) continue;
    Found& found = by_owner[{place.service, place.environment}];
    const auto name = [&] { return fact_name(facts, d); };
    const bool running = d.status == DeploymentStatus::in_progress;
    found.running.seen(running);
    found.no_finish.seen(!running);
    if (running && told && *told + kRunningMax < checks.input.now) found.running.hit(told, name);
    if (!running && !d.finished()) found.no_finish.hit(told, name);
  }
  for (const auto& [owner, found] : by_owner) {
    const Place place{0, owner.first, owner.second, 0};
    checks.add(found.no_finish, "deployment_without_finish", "deployments", place, kNoFinish);
    checks.add(found.running, "deployment_running_long", "deployments", place, kRunning);
  }
}

}  // namespace

void check_deployments(CoverageChecks& checks) {
  for (const Stream& stream : checks.analysis.history.streams) {
    StepTallies found;
    for (StepIndex i = stream.end; i-- > stream.begin;)
      if (counts(checks, checks.analysis.history.steps[i])) look_at(checks, i, found);
    const Place place{0, stream.service, stream.environment, 0};
    checks.add(found.no_commits, "deployment_without_commits", "deployments", place, kNoCommits);
    checks.add(found.no_baseline, "deployment_without_baseline", "deployments", place, kSendBaseline);
    checks.add(found.started, "started_after_finished", "deployments", place, kStarted);
  }
  check_others(checks);
}

void check_commits(CoverageChecks& checks) {
  const Parentless parentless(checks.facts());
  for (const Stream& stream : checks.analysis.history.streams) {
    CommitTallies found;
    for (StepIndex i = stream.end; i-- > stream.begin;)
      if (counts(checks, checks.analysis.history.steps[i])) look_at_commits(checks, parentless, i, found);
    const Place place{0, stream.service, stream.environment, 0};
    checks.add(found.unknown, "commit_unknown", "commits", place, kSendCommits);
    checks.add(found.no_parents, "commit_without_parents", "commits", place, kNoParents);
    checks.add(found.authored, "authored_after_deployed", "commits", place, kAuthored);
  }
}

}  // namespace shiptally::metrics
