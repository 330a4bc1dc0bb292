#pragma once
// Which deployments failed, why, and when users were well again (README.md, failed deployment).
//
// A failed deployment is a successful rollout that needed intervention.  Reasons, strongest first; it counts
// once, all reasons are kept:
//  1. an incident names it as its cause (incident_links.h);
//  2. it was undone by a rollback (rollbacks.h);
//  3. a deployment marked hotfix or revert, or one by convention (repairs.h), follows it; or one that reverts
//     the change it brought.  Not when the one it follows is a rollback, for what
//     that undid has failed already; nor when it brings the same version again;
//  4. an incident on its service and environment opened after it (in the same millisecond included) and
//  before
//     the next one, within a limit.  An incident that names a cause, known or not, is never put to another.
// An incident whose cause is outside (a provider's outage) fails nothing.
//
// Recovery is the earlier of: its incidents resolved (all of them), and the remedying deployment finished.
// That is the rollback that undid it, the hotfix or revert that follows it, or one that names one of its
// incidents as remedied.  A repair that was undone together with the failure repaired nothing.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "daemon/metrics/analysis/commit_graph.h"
#include "daemon/metrics/analysis/repairs.h"
#include "daemon/metrics/analysis/rollbacks.h"

namespace shiptally::metrics {

/// In the order of strength.
enum class FailureReason : std::uint8_t { incident_link, undone, repaired, incident_after };

/// Why a deployment failed: exactly one of `incident` and `by` is set.
struct Reason {
  FailureReason kind = FailureReason::incident_link;
  const CompactIncident* incident = nullptr;
  StepIndex by = kNoStep;          ///< the rollback, hotfix or revert
  ChangeIndex change = kNoChange;  ///< the change by which `by` is a hotfix or revert, where it is not marked
};

struct Failure {
  StepIndex step = kNoStep;
  std::uint32_t reasons_begin = 0, reasons_end = 0;  ///< into Verdicts::reasons
  std::optional<Instant> recovered;                  ///< none: still open
};

struct Verdicts {
  std::vector<bool> rollback;         ///< by step
  std::vector<bool> rework;           ///< by step: rollback, hotfix, revert, failed repair, or a named remedy
  std::vector<Failure> failures;      ///< ascending by step
  std::vector<Reason> reasons;        ///< of each failure strongest first, then by time
  std::vector<StepIndex> attributed;  ///< by incident: the deployment it failed, or kNoStep
  std::vector<std::uint32_t> failure_index;  ///< by step: place in `failures`, or kNoFailure

  static constexpr std::uint32_t kNoFailure = UINT32_MAX;
  const Failure* failure_of(StepIndex step) const {
    return failure_index[step] == kNoFailure ? nullptr : &failures[failure_index[step]];
  }
  std::span<const Reason> reasons_of(const Failure& failure) const {
    return std::span(reasons).subspan(failure.reasons_begin, failure.reasons_end - failure.reasons_begin);
  }
};

/// The incidents ascend by opening; `running` holds for each the last step of its stream that had finished
/// when it opened, or kNoStep.
Verdicts judge(const History& history, const CommitGraph& graph, const NewCommits& brought,
               const Repairs& repairs, std::span<const CompactIncident* const> incidents,
               std::span<const StepIndex> running, Millis incident_limit);

/// "named by incident pagerduty/7", "undone by github/12", "followed by hotfix github/12", …
std::string describe(const Reason& reason, const History& history);

}  // namespace shiptally::metrics
