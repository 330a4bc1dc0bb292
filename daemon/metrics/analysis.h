#pragma once
// All that is said of single deployments and incidents, whatever the window: made once from the facts, asked
// by every query.  Points into the facts; whoever keeps it keeps them.

#include <string>
#include <vector>

#include "daemon/metrics/failures.h"

namespace shiptally::metrics {

/// An incident goes to a deployment that finished at most this long before it, unless it names one.
inline constexpr Millis kIncidentLimit = std::chrono::hours(24);

struct Analysis {
  History history;
  CommitGraph graph;
  NewCommits brought;
  std::vector<const Incident*> incidents;  ///< ascending by opening, then by (source, id)
  Verdicts verdicts;
};

/// Linear in the facts, but for sorting.
Analysis analyse(DeliveryFacts facts, Millis incident_limit = kIncidentLimit);

/// The team that owned the incident's service when it opened: of the deployment running then in its
/// environment, else of the first there, else of the service's first stream; or empty.
std::string_view team_of(const Incident& incident, const History& history);

/// "repo@sha".
std::string fact_name(const CommitGraph::Node& commit);

}  // namespace shiptally::metrics
