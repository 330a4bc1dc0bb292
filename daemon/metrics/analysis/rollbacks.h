#pragma once
// Rollbacks, and what each of them undid (README.md, failed deployment, rule 2).
//
// A rollback is a deployment that brings back a version which ran before and is not the one running, or one
// that its sender marked so.  The same version again is a redeploy.  It undoes what came since that version
// last ran, unless undone already.  The oldest of these is the failed deployment; the later ones were its
// failed repairs: V1, V2, V3, V1 fails V2 and counts V3 as rework.
//
// Where the definition is silent: a marked rollback to a version we never saw undoes the running version.
// A rollback that is undone (rolling forward again) failed nothing, nor does a baseline: both are passed
// over.

#include <vector>

#include "daemon/metrics/analysis/history.h"

namespace shiptally::metrics {

/// One entry a step in each vector.
struct Rollbacks {
  std::vector<bool> rollback;
  std::vector<bool> failed_repair;   ///< undone together with an older one, which is the failed one
  std::vector<StepIndex> undone_by;  ///< the rollback that undid the step, or kNoStep
  std::vector<bool> failed;          ///< undone, and the oldest of what was undone with it
};

Rollbacks find_rollbacks(const History& history);

}  // namespace shiptally::metrics
