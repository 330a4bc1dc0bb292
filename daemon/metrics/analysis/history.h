#pragma once
// What ran where, and when: the deployments of each service and environment in order.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "schema/compact_facts.h"

namespace shiptally::metrics {

using FactIndex = std::uint32_t;  ///< into CompactFacts::deployments()
using StepIndex = std::uint32_t;
using StreamIndex = std::uint32_t;
inline constexpr StepIndex kNoStep = UINT32_MAX;
inline constexpr StreamIndex kNoStream = UINT32_MAX;

/// A deployment that reached users: a successful one, or a baseline.
struct Step {
  Instant finished;  ///< a baseline without a time was live since 1970
  FactIndex fact = 0;
  std::uint32_t place = 0;  ///< into CompactFacts::places()
  /// Equal numbers are the same version of the same stream.  Before they are numbered: the version's tag.
  std::uint32_t version = 0;
  DeploymentKind kind = DeploymentKind::deploy;
  bool remedies = false;  ///< names an incident as remedied

  bool baseline() const { return kind == DeploymentKind::baseline; }
};

/// One service in one environment.  Whatever is said of an earlier, next or running deployment is said
/// within a stream.
struct Stream {
  NameId service = 0, environment = 0;
  StepIndex begin = 0, end = 0;  ///< its steps
};

/// Points into the facts, which their owner keeps as long.
struct History {
  const CompactFacts* facts = nullptr;
  std::vector<Stream> streams;  ///< by the names of service, then environment
  /// By stream, then by finish; a tie by start, then by (source, id).
  std::vector<Step> steps;
  /// Deployments that did not reach users (failed, cancelled, in progress, or without a time).
  std::vector<FactIndex> others;
  std::vector<StreamIndex> stream_at;  ///< by place: the stream of its service and environment, or kNoStream

  const CompactDeployment& fact(StepIndex step) const { return facts->deployments()[steps[step].fact]; }
  StreamIndex stream_of(StepIndex step) const { return stream_at[steps[step].place]; }
};

/// Whether a deployment that was not taken back is a step.
bool reached_users(const CompactDeployment& deployment);

/// All but the numbers of the versions.
History make_history(const CompactFacts& facts);

}  // namespace shiptally::metrics
