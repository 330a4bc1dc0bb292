#pragma once
// The way of single changes to production, one entry a change and place where it went live: what stands
// behind the stages (dora-1) and behind DevLake's lead time (devlake).

#include <array>

#include "daemon/metrics/delivery/stages.h"
#include "daemon/metrics/profiles/devlake_changes.h"

namespace shiptally::metrics {

struct ChangeWay {
  ChangeIndex change = 0;
  StepIndex step = kNoStep;  ///< with which it went live; kNoStep: it did not, as far as is known
  std::int64_t deployed_ms = kNoTime;
  std::int64_t first_commit_ms = kNoTime, first_review_ms = kNoTime;
  std::array<std::optional<Millis>, kStages> stages;  ///< none: an end is unknown, or the span negative
  std::optional<Millis> cycle;                        ///< of profile devlake
};

/// The ways of all changes that were not taken back.  Of dora-1: one a service and environment where it went
/// live, one without a step for a change that is live nowhere.  Of devlake: one a merged change.
/// Code::invalid for another profile, which does not know stages.
Result<std::vector<ChangeWay>> change_ways(const Analysis& analysis, const Profile& profile);

}  // namespace shiptally::metrics
