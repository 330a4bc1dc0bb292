#pragma once
// Which deployments repair by mark or by convention (README.md, failed deployment, rule 3).
//
// Marked are those whose event says hotfix or revert.  By convention an unmarked one is a hotfix or revert
// when a change went live with it whose branch fits a pattern (delivery_rules.h).  A branch
// "revert-NUMBER-…" (as GitHub names it) says which change of its repository it reverts:
//  - went that live with the same deployment, the revert repairs nothing: users never saw it;
//  - went it live earlier in the same stream, the deployment that brought it is the one that failed;
//  - otherwise it is a repair of the deployment before, as a marked one.

#include <vector>

#include "daemon/metrics/analysis/delivery_rules.h"
#include "daemon/metrics/analysis/live_changes.h"

namespace shiptally::metrics {

inline constexpr ChangeIndex kNoChange = UINT32_MAX;

/// A change that reverts what an earlier deployment of the stream brought.
struct RevertOf {
  StepIndex failed = kNoStep, repair = kNoStep;
  ChangeIndex change = kNoChange;  ///< the one that reverts
};

struct Repairs {
  std::vector<bool> repair;  ///< by step: hotfix or revert, marked or by convention
  /// By step: a repair of the deployment before it: marked, or a change that names nothing it reverts.
  std::vector<bool> of_previous;
  /// By step where of_previous is by convention: the first such change; empty when there are none at all.
  std::vector<ChangeIndex> by_change;
  std::vector<RevertOf> reverts;  ///< by `repair`, then `failed`
};

/// Changes whose branch says "revert-NUMBER-…", each with the change of that number in its repository, where
/// we know it; by the first.
std::vector<std::pair<ChangeIndex, ChangeIndex>> reverted_changes(const CompactFacts& facts);

Repairs find_repairs(const History& history, const LiveChanges& live, const DeliveryRules& rules);

}  // namespace shiptally::metrics
