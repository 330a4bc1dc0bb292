#pragma once
// Which deployments of a stream brought the same version.

#include "daemon/metrics/analysis/commit_graph.h"

namespace shiptally::metrics {

/// Numbers the versions of all streams.  The version of a deployment is its version string, or else the set
/// of its commits.  One with neither is like no other.
void number_versions(History& history, const CommitGraph& graph);

}  // namespace shiptally::metrics
