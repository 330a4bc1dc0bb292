#pragma once
// What an incident may be due to: the deployment it is attributed to (failures.h), if any, and what else was
// deployed shortly before, so that one can argue about it.
//
// Candidates are ranked by strength: the attributed one first, then by kind, then the latest first.  The
// kinds are those of the failure reasons, and three that never make a deployment a failed one:
// an earlier deployment of the same service and environment within the incident limit; the last one of the
// same service in another environment, and of another service of the incident's team, within an hour.
// A deployment of the incident's own stream that was undone or repaired later is stronger for it.

#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/metrics/delivery/slice.h"

namespace shiptally::metrics {

/// In the order of strength; the first four are those of FailureReason.
enum class Strength : std::uint8_t {
  incident_link,
  undone,
  repaired,
  incident_after,
  earlier_deployment,
  other_environment,
  same_team,
};
std::string_view name(Strength);  ///< "incident_link", "undone", …
Strength strength(FailureReason reason);

inline constexpr std::size_t kCandidatesMax = 5;
/// How long before an incident a deployment elsewhere still is a candidate.
inline constexpr Millis kShortlyBefore = std::chrono::hours(1);

struct Candidate {
  StepIndex step = kNoStep;
  bool chosen = false;  ///< Verdicts::attributed
  Strength strength = Strength::incident_link;
  Millis span{0};   ///< from its finish to the opening; negative where the incident names a later one
  std::string why;  ///< for a person
};

struct Attribution {
  std::vector<Candidate> candidates;  ///< at most kCandidatesMax
  std::string why_none;               ///< why nothing is attributed; empty where something is
};

/// Finds candidates.  Keeps an index and refers to the analysis, which outlives it.
class Attributions {
 public:
  /// `incident_limit` is the one that the analysis was made with.
  Attributions(const Analysis& analysis, Millis incident_limit);

  Attribution of(IncidentIndex incident) const;

 private:
  using Streams = std::unordered_map<NameId, std::vector<StreamIndex>>;

  /// The last step of the stream that had finished at `t`, baselines included, or kNoStep.
  StepIndex running_at(StreamIndex stream, Instant t) const;
  void add_own_stream(IncidentIndex incident, std::vector<Candidate>& out) const;
  void add_elsewhere(IncidentIndex incident, std::vector<Candidate>& out) const;
  void add(IncidentIndex incident, StepIndex step, Strength strength, std::vector<Candidate>& out) const;
  /// The rollback or repair that followed the step; null: none.
  const Reason* put_right(StepIndex step) const;
  std::string why(const Candidate& candidate) const;
  std::string why_none(const CompactIncident& incident) const;
  bool names_a_cause(const CompactIncident& incident) const;

  const Analysis& analysis_;
  const Millis incident_limit_;
  Streams of_service_, of_team_;
};

}  // namespace shiptally::metrics
