#include "daemon/metrics/profiles/profile_failures.h"

#include <algorithm>
#include <map>

#include "daemon/metrics/analysis/cause_names.h"
#include "daemon/metrics/profiles/devlake_changes.h"

namespace shiptally::metrics {
namespace {

/// The last part of a deployment of the incident's team that finished strictly before.
std::vector<StepIndex> last_in_team(const Analysis& a) {
  std::map<NameId, std::vector<Part>> by_team;
  const auto add = [&](const Part& part) {
    by_team[a.facts->places()[a.history.steps[part.step].place].team].push_back(part);
  };
  for (const Part& part : production_parts(a)) add(part);
  for (const Part& whole : production_without_parts(a)) add(whole);
  const auto earlier = [&](const Part& x, const Part& y) {
    if (x.finished_ms != y.finished_ms) return x.finished_ms < y.finished_ms;
    if (x.started_ms != y.started_ms) return x.started_ms < y.started_ms;
    return a.facts->key(a.history.fact(x.step)) < a.facts->key(a.history.fact(y.step));
  };
  for (auto& [team, parts] : by_team) std::sort(parts.begin(), parts.end(), earlier);
  std::vector<StepIndex> out(a.incidents.size(), kNoStep);
  for (std::size_t i = 0; i < a.incidents.size(); ++i) {
    const auto team = by_team.find(a.teams[i]);
    if (team == by_team.end()) continue;
    const auto& parts = team->second;
    const auto after = std::partition_point(
        parts.begin(), parts.end(), [&](const Part& p) { return p.finished_ms < a.incidents[i]->time_ms; });
    if (after != parts.begin()) out[i] = (after - 1)->step;
  }
  return out;
}

/// The deployment of its service and environment that was running.
std::vector<StepIndex> running(const Analysis& a) {
  std::vector<StepIndex> out(a.incidents.size(), kNoStep);
  const auto& steps = a.history.steps;
  for (std::size_t i = 0; i < a.incidents.size(); ++i) {
    const StreamIndex s = a.history.stream_at[a.incidents[i]->place];
    if (s == kNoStream) continue;
    const auto begin = steps.begin() + a.history.streams[s].begin,
               end = steps.begin() + a.history.streams[s].end;
    auto after = std::partition_point(
        begin, end, [&](const Step& step) { return step.finished <= a.incidents[i]->opened(); });
    while (after != begin && (after - 1)->baseline()) --after;
    if (after != begin) out[i] = static_cast<StepIndex>(after - 1 - steps.begin());
  }
  return out;
}

/// The first deployment whose commit the incident names.
std::vector<StepIndex> first_named(const Analysis& a) {
  std::vector<StepIndex> out(a.incidents.size(), kNoStep);
  const auto earlier = [&](StepIndex x, StepIndex y) {
    const Step &p = a.history.steps[x], &q = a.history.steps[y];
    return p.finished != q.finished ? p.finished < q.finished : x < y;
  };
  for (const NamedRow& row : named_rows(a))
    if (StepIndex& best = out[row.incident]; best == kNoStep || earlier(row.step, best)) best = row.step;
  return out;
}

std::vector<StepIndex> attribute(const Analysis& a, FailureOf how) {
  switch (how) {
    case FailureOf::incident_in_team:
      return last_in_team(a);
    case FailureOf::incident_since:
      return running(a);
    case FailureOf::named_commits:
      return first_named(a);
    default:
      return std::vector<StepIndex>(a.incidents.size(), kNoStep);
  }
}

}  // namespace

std::vector<NamedRow> named_rows(const Analysis& a) {
  CauseNames names(*a.facts, a.incidents);
  std::vector<NamedRow> out;
  if (names.empty()) return out;
  names.look_up_commits(a.graph, a.history, a.brought);
  std::multimap<CommitIndex, std::uint32_t> incidents;
  for (std::uint32_t i = 0; i < a.incidents.size(); ++i)
    if (const Meaning* meaning = names.of(i))
      for (const CommitIndex commit : meaning->commits) incidents.emplace(commit, i);
  for (StepIndex step = 0; step < a.history.steps.size() && !incidents.empty(); ++step) {
    if (a.history.steps[step].baseline()) continue;
    for (const CommitIndex commit : a.graph.named_by(step)) {
      const auto [first, last] = incidents.equal_range(commit);
      for (auto at = first; at != last; ++at) out.push_back({step, commit, at->second});
    }
  }
  return out;
}

Verdicts judge_as(const Analysis& a, const Profile& profile) {
  Verdicts verdicts;
  const std::size_t steps = a.history.steps.size();
  verdicts.rollback.resize(steps);
  verdicts.rework.resize(steps);
  verdicts.failure_index.assign(steps, Verdicts::kNoFailure);
  verdicts.attributed = attribute(a, profile.failure_of);
  std::vector<std::pair<StepIndex, std::uint32_t>> blamed;
  for (std::uint32_t i = 0; i < a.incidents.size(); ++i)
    if (verdicts.attributed[i] != kNoStep) blamed.emplace_back(verdicts.attributed[i], i);
  std::sort(blamed.begin(), blamed.end());
  for (const auto& [step, incident] : blamed) {
    const auto at = static_cast<std::uint32_t>(verdicts.reasons.size());
    if (verdicts.failures.empty() || verdicts.failures.back().step != step) {
      verdicts.failure_index[step] = static_cast<std::uint32_t>(verdicts.failures.size());
      verdicts.failures.push_back({step, at, at, {}});
    }
    verdicts.reasons.push_back({FailureReason::incident_after, a.incidents[incident], kNoStep, kNoChange});
    verdicts.failures.back().reasons_end = at + 1;
  }
  return verdicts;
}

}  // namespace shiptally::metrics
