#pragma once
// All that is said of single deployments and incidents, whatever the window: made once from the facts, asked
// by every query.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "daemon/metrics/analysis/failures.h"
#include "schema/base/interruption.h"

namespace shiptally::metrics {

/// The facts that delivery figures are made of: current versions, in any order; an exact repeat counts once.
struct DeliveryFacts {
  std::span<const Deployment> deployments;
  std::span<const Commit> commits;
  std::span<const Incident> incidents;
  std::span<const Change> changes = {};
  std::span<const Review> reviews = {};
};
CompactFacts compact(DeliveryFacts facts, std::shared_ptr<const PathRules> path_rules = nullptr);

struct Analysis {
  std::shared_ptr<const CompactFacts> facts;  ///< what the rest points into
  History history;
  CommitGraph graph;
  NewCommits brought;
  LiveChanges live;
  std::vector<const CompactIncident*> incidents;  ///< ascending by opening, then by (source, id)
  /// The team that owned the incident's service when it opened: its own, or of the deployment running then in
  /// its environment, else of the first there, else of the service's first stream; or none.
  std::vector<NameId> teams;  ///< by incident
  Verdicts verdicts;
};

/// Linear in the facts, but for sorting.
/// The facts know the rules' paths already.
/// Throws AnswerEnded when interrupted.
Analysis analyse(std::shared_ptr<const CompactFacts> facts, const DeliveryRules& rules = {},
                 const Interruption& interruption = {});
Analysis analyse(DeliveryFacts facts, const DeliveryRules& rules = {});

}  // namespace shiptally::metrics
