#include "daemon/metrics/profiles/profile_recoveries.h"

#include <algorithm>
#include <map>

#include "daemon/metrics/analysis/repairs.h"

namespace shiptally::metrics {
namespace {

Millis rounded(Millis span, Rounding rounding) {
  if (rounding != Rounding::hours_down || span < Millis(0)) return span;
  return std::chrono::floor<std::chrono::hours>(span);
}

std::optional<Millis> until_resolved(const CompactIncident& incident, Instant from, Rounding rounding) {
  if (!incident.resolved()) return std::nullopt;
  return rounded(*incident.resolved() - from, rounding);
}

/// From their deployment's finish; in the window of that.
std::vector<Restored> of_deployments(const Reading& r) {
  std::vector<Restored> out;
  for (std::uint32_t i = 0; i < r.analysis.incidents.size(); ++i) {
    const StepIndex step = r.verdicts().attributed[i];
    if (step == kNoStep) continue;
    const Instant finished = r.analysis.history.steps[step].finished;
    out.push_back(
        {i, step, finished, until_resolved(*r.analysis.incidents[i], finished, r.profile.recovery_rounding)});
  }
  return out;
}

/// From opened; in the window in which it was resolved, an open one in that in which it was opened.
std::vector<Restored> of_incidents(const Reading& r) {
  std::vector<Restored> out;
  for (std::uint32_t i = 0; i < r.analysis.incidents.size(); ++i) {
    const CompactIncident& incident = *r.analysis.incidents[i];
    out.push_back({i, kNoStep, incident.resolved().value_or(incident.opened()),
                   until_resolved(incident, incident.opened(), r.profile.recovery_rounding)});
  }
  return out;
}

/// From the earlier of opened and the deployment that it names; in the window in which it was opened.
std::vector<Restored> of_issues(const Reading& r) {
  std::vector<Restored> out;
  for (std::uint32_t i = 0; i < r.analysis.incidents.size(); ++i) {
    const CompactIncident& incident = *r.analysis.incidents[i];
    const StepIndex step = r.verdicts().attributed[i];
    Instant from = incident.opened();
    if (step != kNoStep) from = std::min(from, r.analysis.history.steps[step].finished);
    out.push_back(
        {i, kNoStep, incident.opened(), until_resolved(incident, from, r.profile.recovery_rounding)});
  }
  return out;
}

/// From the merge of the original to that of the revert, where the revert was deployed; in the window of the
/// latter.
std::vector<Restored> of_reverts(const Reading& r) {
  const auto& changes = r.analysis.facts->changes();
  std::map<ChangeIndex, ChangeIndex> original_of;
  for (const auto& [revert, original] : reverted_changes(*r.analysis.facts)) original_of[revert] = original;
  std::vector<Restored> out;
  for (const Lead& lead : r.leads) {
    const auto at = original_of.find(lead.item);
    if (at == original_of.end() || !changes[at->second].merged()) continue;
    const Instant merged = *changes[lead.item].merged();
    out.push_back({lead.item, lead.step, merged, merged - *changes[at->second].merged()});
  }
  return out;
}

}  // namespace

std::vector<Restored> find_restored(const Reading& reading) {
  switch (reading.profile.recovery_of) {
    case RecoveryOf::failed_deployment:
      return {};
    case RecoveryOf::incident_of_deployment:
      return of_deployments(reading);
    case RecoveryOf::incident:
      return of_incidents(reading);
    case RecoveryOf::issue:
      return of_issues(reading);
    case RecoveryOf::revert:
      return of_reverts(reading);
  }
  return {};
}

}  // namespace shiptally::metrics
