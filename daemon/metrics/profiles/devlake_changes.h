#pragma once
// The way of each merged change as Apache DevLake counts it (its project_pr_metrics): spans in whole minutes,
// rounded up; a negative one is none, but from -1 minute on 0.  The cycle is coding + opened to merged +
// deploying; a span that is none adds nothing.
//
// A change is deployed by the first successful production deployment, by start, whose diff to the one before
// it (same service and repository) holds its merge commit, wherever that is found: by sha alone.  The parts
// of a deployment in several repositories count one by one, each with its own finish.

#include <array>

#include "daemon/metrics/analysis/analysis.h"

namespace shiptally::metrics {

/// A repository's part of a deployment.
struct Part {
  StepIndex step = kNoStep;
  CommitIndex commit = kNoCommit;
  std::int64_t started_ms = kNoTime, finished_ms = kNoTime;
};

/// Parts of successful deployments to production, without baselines; by service and repository, then by start
/// (the finish, where no start is known), finish, (source, id) and sha.
std::vector<Part> production_parts(const Analysis& analysis);

/// Such deployments that name no commit, as one part each.
std::vector<Part> production_without_parts(const Analysis& analysis);

struct DevlakeChange {
  ChangeIndex change = 0;
  CommitIndex first_commit = kNoCommit;  ///< of its own commits the one authored first
  std::int64_t first_review_ms = kNoTime;
  std::optional<Part> deployed;
  std::optional<Millis> coding, pickup, review, deploy;
  Millis cycle{};
};

/// All merged changes, by (source, id).
std::vector<DevlakeChange> devlake_changes(const Analysis& analysis);

}  // namespace shiptally::metrics
