#pragma once
// What ran where, and when: the deployments of each service and environment in order.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/facts.h"

namespace shiptally::metrics {

/// The facts that delivery figures are made of: current versions, in any order; an exact repeat counts
/// once.  The caller owns them and keeps them for as long as whatever was computed from them.
struct DeliveryFacts {
  std::span<const Deployment> deployments;
  std::span<const Commit> commits;
  std::span<const Incident> incidents;
};

using StepIndex = std::uint32_t;
inline constexpr StepIndex kNoStep = UINT32_MAX;

/// A deployment that reached users: a successful one, or a baseline.
struct Step {
  const Deployment* fact = nullptr;
  Instant finished;           ///< a baseline without a time was live since 1970
  std::uint32_t stream = 0;   ///< index into History::streams
  std::uint32_t version = 0;  ///< equal numbers are the same version of the same stream

  bool baseline() const { return fact->kind == DeploymentKind::baseline; }
};

/// One service in one environment.  Whatever is said of an earlier, next or running deployment is said
/// within a stream.
struct Stream {
  std::string_view service, environment;
  StepIndex begin = 0, end = 0;  ///< its steps
};

struct History {
  std::vector<Stream> streams;  ///< by service, then environment
  /// By stream, then by finish; a tie by start, then by (source, id).
  std::vector<Step> steps;
  /// Deployments that did not reach users (failed, cancelled, in progress, or without a time), by (source,
  /// id).
  std::vector<const Deployment*> others;

  /// The stream of that name, or null.
  const Stream* find(std::string_view service, std::string_view environment) const;
  /// The last step of the stream that had finished at `t` (in the same millisecond included), or kNoStep.
  StepIndex running_at(const Stream& stream, Instant t) const;
};

/// The version of a deployment is its version string, or else the set of its commits.  One with neither
/// is like no other.
History make_history(std::span<const Deployment> deployments);

/// "source/id".
std::string fact_name(const FactId& key);

}  // namespace shiptally::metrics
