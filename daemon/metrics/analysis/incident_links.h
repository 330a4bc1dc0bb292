#pragma once
// Which deployment an incident names as its cause.

#include <span>
#include <vector>

#include "daemon/metrics/analysis/commit_graph.h"

namespace shiptally::metrics {

/// One entry an incident: the step that its `deployment` field names, or kNoStep when it names none that we
/// know.  The field may hold, and is looked up as, in this order:
///  1. the id of a deployment, alone or as "source/id";
///  2. a commit, in full or by a prefix of at least 7 digits that no other known commit shares: a deployment
///     that named it or that brought it;
///  3. an artifact version of the incident's own service.
/// Deployments of the incident's own service and environment go first; a commit or version is never looked
/// for in another environment.  Of several the last that had finished when the incident opened, else the
/// first. Neither a baseline nor a rollout that never reached users can be a cause.
std::vector<StepIndex> linked_steps(const History& history, const CommitGraph& graph,
                                    const NewCommits& brought,
                                    std::span<const CompactIncident* const> incidents);

}  // namespace shiptally::metrics
