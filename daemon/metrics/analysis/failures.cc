#include "daemon/metrics/analysis/failures.h"

#include <algorithm>
#include <unordered_map>

#include "daemon/metrics/analysis/incident_links.h"

namespace shiptally::metrics {
namespace {

/// Deployments that name an incident as remedied, by the incident's id as they give it.
using Remedies = std::unordered_multimap<std::string_view, StepIndex>;

Remedies find_remedies(const History& history) {
  Remedies remedies;
  for (StepIndex i = 0; i < history.steps.size(); ++i) {
    const Step& step = history.steps[i];
    if (!step.baseline() && step.remedies)
      remedies.emplace(history.facts->texts(history.fact(i)).remedies, i);
  }
  return remedies;
}

/// Whether step i is a hotfix or revert of the one before it in its stream.
bool repairs_previous(const History& history, const Rollbacks& rollbacks, const Repairs& repairs,
                      StepIndex i) {
  const Step& step = history.steps[i];
  if (!repairs.of_previous[i] || i == history.streams[history.stream_of(i)].begin) return false;
  const Step& previous = history.steps[i - 1];
  return !previous.baseline() && !rollbacks.rollback[i - 1] && previous.version != step.version;
}

std::vector<bool> find_rework(const History& history, const Rollbacks& rollbacks, const Repairs& repairs) {
  std::vector<bool> rework(history.steps.size());
  for (StepIndex i = 0; i < history.steps.size(); ++i) {
    const Step& step = history.steps[i];
    rework[i] = !step.baseline() &&
                (rollbacks.rollback[i] || rollbacks.failed_repair[i] || repairs.repair[i] || step.remedies);
  }
  return rework;
}

/// The step that was running when the incident opened, if it had finished at most `limit` before.
StepIndex step_before(const History& history, const CompactIncident& incident, StepIndex running,
                      Millis limit) {
  if (running == kNoStep || history.steps[running].baseline()) return kNoStep;
  return incident.opened() - history.steps[running].finished <= limit ? running : kNoStep;
}

/// A reason and the step it belongs to, before they are put together.
struct Accusation {
  StepIndex step;
  Reason reason;
};

void accuse_by_incidents(const History& history, std::span<const CompactIncident* const> incidents,
                         std::span<const StepIndex> links, std::span<const StepIndex> running, Millis limit,
                         std::vector<Accusation>& accusations, std::vector<StepIndex>& attributed) {
  for (std::size_t i = 0; i < incidents.size(); ++i) {
    const CompactIncident& incident = *incidents[i];
    if (incident.external) continue;
    const bool linked = !history.facts->texts(incident).deployment.empty();
    attributed[i] = linked ? links[i] : step_before(history, incident, running[i], limit);
    if (attributed[i] == kNoStep) continue;
    const FailureReason kind = linked ? FailureReason::incident_link : FailureReason::incident_after;
    accusations.push_back({attributed[i], {kind, &incident, kNoStep}});
  }
}

void accuse_by_steps(const History& history, const Rollbacks& rollbacks, const Repairs& repairs,
                     std::vector<Accusation>& accusations) {
  for (StepIndex i = 0; i < history.steps.size(); ++i) {
    if (rollbacks.failed[i])
      accusations.push_back({i, {FailureReason::undone, nullptr, rollbacks.undone_by[i]}});
    if (repairs_previous(history, rollbacks, repairs, i)) {
      const ChangeIndex change = repairs.by_change.empty() ? kNoChange : repairs.by_change[i];
      accusations.push_back({i - 1, {FailureReason::repaired, nullptr, i, change}});
    }
  }
  for (const RevertOf& revert : repairs.reverts)
    if (!rollbacks.rollback[revert.failed])
      accusations.push_back(
          {revert.failed, {FailureReason::repaired, nullptr, revert.repair, revert.change}});
}

void gather(std::vector<Accusation> accusations, Verdicts& verdicts) {
  // Stable: incidents of one reason stay in order of opening.
  std::stable_sort(accusations.begin(), accusations.end(), [](const Accusation& a, const Accusation& b) {
    return a.step != b.step ? a.step < b.step : a.reason.kind < b.reason.kind;
  });
  verdicts.reasons.reserve(accusations.size());
  for (const Accusation& accusation : accusations) {
    const auto at = static_cast<std::uint32_t>(verdicts.reasons.size());
    if (verdicts.failures.empty() || verdicts.failures.back().step != accusation.step)
      verdicts.failures.push_back({accusation.step, at, at, {}});
    verdicts.reasons.push_back(accusation.reason);
    verdicts.failures.back().reasons_end = at + 1;
  }
}

void keep_earlier(std::optional<Instant>& best, std::optional<Instant> candidate) {
  if (candidate && (!best || *candidate < *best)) best = candidate;
}

class Recovery {
 public:
  Recovery(const History& history, const Rollbacks& rollbacks, const Remedies& remedies)
      : history_(history), rollbacks_(rollbacks), remedies_(remedies) {}

  std::optional<Instant> of(const Failure& failure, std::span<const Reason> reasons) const {
    std::optional<Instant> best = incidents_resolved(reasons);
    const StepIndex undone_by = rollbacks_.undone_by[failure.step];
    if (undone_by != kNoStep) keep_earlier(best, history_.steps[undone_by].finished);
    for (const Reason& reason : reasons) {
      if (reason.kind == FailureReason::repaired && helped(failure.step, reason.by))
        keep_earlier(best, history_.steps[reason.by].finished);
      if (reason.incident != nullptr) keep_earlier(best, remedied(failure.step, *reason.incident));
    }
    return best;
  }

 private:
  /// When the last of its incidents was resolved; none while one is open, or without incidents.
  static std::optional<Instant> incidents_resolved(std::span<const Reason> reasons) {
    std::optional<Instant> last;
    for (const Reason& reason : reasons) {
      if (reason.incident == nullptr) continue;
      const std::optional<Instant> resolved = reason.incident->resolved();
      if (!resolved) return std::nullopt;
      last = std::max(last.value_or(*resolved), *resolved);
    }
    return last;
  }

  /// Whether `repair` came after the failed step and was not undone together with it.
  bool helped(StepIndex failed, StepIndex repair) const {
    const Step& a = history_.steps[failed];
    const Step& b = history_.steps[repair];
    if (history_.stream_of(failed) != history_.stream_of(repair)) return b.finished >= a.finished;
    const StepIndex undone_by = rollbacks_.undone_by[failed];
    return repair > failed && (undone_by == kNoStep || repair >= undone_by);
  }

  std::optional<Instant> remedied(StepIndex failed, const CompactIncident& incident) const {
    std::optional<Instant> best;
    if (remedies_.empty()) return best;
    const CompactFacts& facts = *history_.facts;
    for (const std::string& id : {std::string(facts.texts(incident).id), fact_name(facts, incident)}) {
      const auto [first, last] = remedies_.equal_range(id);
      for (auto at = first; at != last; ++at)
        if (helped(failed, at->second)) keep_earlier(best, history_.steps[at->second].finished);
    }
    return best;
  }

  const History& history_;
  const Rollbacks& rollbacks_;
  const Remedies& remedies_;
};

}  // namespace

Verdicts judge(const History& history, const CommitGraph& graph, const NewCommits& brought,
               const Repairs& repairs, std::span<const CompactIncident* const> incidents,
               std::span<const StepIndex> running, Millis incident_limit) {
  Rollbacks rollbacks = find_rollbacks(history);
  Verdicts verdicts;
  verdicts.rework = find_rework(history, rollbacks, repairs);
  verdicts.attributed.assign(incidents.size(), kNoStep);
  std::vector<Accusation> accusations;
  const auto links = linked_steps(history, graph, brought, incidents);
  accuse_by_incidents(history, incidents, links, running, incident_limit, accusations, verdicts.attributed);
  accuse_by_steps(history, rollbacks, repairs, accusations);
  gather(std::move(accusations), verdicts);
  const Remedies remedies = find_remedies(history);
  const Recovery recovery(history, rollbacks, remedies);
  verdicts.failure_index.assign(history.steps.size(), Verdicts::kNoFailure);
  for (std::uint32_t i = 0; i < verdicts.failures.size(); ++i) {
    Failure& failure = verdicts.failures[i];
    failure.recovered = recovery.of(failure, verdicts.reasons_of(failure));
    verdicts.failure_index[failure.step] = i;
  }
  verdicts.rollback = std::move(rollbacks.rollback);
  return verdicts;
}

std::string describe(const Reason& reason, const History& history) {
  const CompactFacts& facts = *history.facts;
  switch (reason.kind) {
    case FailureReason::incident_link:
      return "named by incident " + fact_name(facts, *reason.incident);
    case FailureReason::undone:
      return "undone by " + fact_name(facts, history.fact(reason.by));
    case FailureReason::repaired: {
      const CompactDeployment& by = history.fact(reason.by);
      if (reason.change != kNoChange)
        return "repaired by " + fact_name(facts, by) + " (change " +
               fact_name(facts, facts.changes()[reason.change]) + ")";
      return "followed by " + std::string(name(by.kind)) + " " + fact_name(facts, by);
    }
    case FailureReason::incident_after:
      return "incident " + fact_name(facts, *reason.incident) + " opened after it";
  }
  return {};
}

}  // namespace shiptally::metrics
