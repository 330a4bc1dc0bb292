#pragma once
// One version of a deployment, commit, change, review or incident: what delivery figures need of it, as
// views.  Names that repeat are numbers of a NameList that travels beside it.

#include <span>
#include <string>
#include <vector>

#include "schema/base/hash.h"
#include "schema/base/name_list.h"
#include "schema/facts.h"

namespace shiptally {

/// A time that nobody told.
inline constexpr std::int64_t kNoTime = INT64_MIN;

/// Which of two versions is current: the greater.  `hash` is the first half of the content's hash.
struct Rank {
  std::int64_t updated_ms = INT64_MIN;
  Finality finality = Finality::final;
  std::uint64_t hash = 0;
  friend auto operator<=>(const Rank&, const Rank&) = default;
};

/// Who told of it, and whose it is.  Of a change and a review only the source.
struct Place {
  NameId source = 0, service = 0, environment = 0, team = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

struct CommitName {
  NameId repo = 0;
  std::string_view sha;                ///< packed (packed_sha.h)
  std::int64_t finished_ms = kNoTime;  ///< of a deployment's commit: when its part of the rollout finished
};

struct DeliveryRevision {
  Kind kind = Kind::deployment;  ///< deployment, commit, change, review or incident
  Rank rank;
  std::int64_t recorded_ms = 0;
  Place place;          ///< of a commit: nothing of it
  std::string_view id;  ///< of a commit: empty
  /// When a deployment finished, an incident or a change opened, a commit was authored, a review submitted.
  std::int64_t time_ms = kNoTime;
  /// When a deployment started, an incident was resolved, a change merged.
  std::int64_t other_ms = kNoTime;
  std::int64_t first_review_ms = kNoTime;  ///< of a change
  DeploymentStatus status = DeploymentStatus::success;
  DeploymentKind deployment_kind = DeploymentKind::deploy;
  /// Of a deployment; what an incident names as its cause; a change's branch; the change of a review.
  std::string_view version;
  std::string_view remedies;  ///< of a deployment
  NameId severity = 0;
  bool external = false;
  bool parents_known = false;
  bool closed = false;          ///< of a change
  NameId repo = 0, author = 0;  ///< of a change; a review has an author
  /// Those that a deployment names; a commit itself, then its parents; a change's merge commit (an empty sha:
  /// none), then its own.
  std::span<const CommitName> commits;
  bool paths_known = false;
  std::string_view paths;  ///< of a commit: each with a NUL behind it
};

/// Makes revisions of facts.  Each is valid until the next is made, and as long as its fact.
class RevisionMaker {
 public:
  explicit RevisionMaker(NameList& names) : names_(names) {}

  const DeliveryRevision& of(const Deployment& fact, Hash128 hash, Instant recorded = {});
  const DeliveryRevision& of(const Commit& fact, Hash128 hash, Instant recorded = {});
  const DeliveryRevision& of(const Change& fact, Hash128 hash, Instant recorded = {});
  const DeliveryRevision& of(const Review& fact, Hash128 hash, Instant recorded = {});
  const DeliveryRevision& of(const Incident& fact, Hash128 hash, Instant recorded = {});
  /// Of any kind that a revision can have.
  const DeliveryRevision& of(const Retraction& retraction, Instant recorded);

 private:
  void begin(Kind kind, Finality finality, const std::optional<Instant>& updated, Hash128 hash,
             Instant recorded);
  void name_commits(std::span<const DeployedCommit> commits);

  NameList& names_;
  DeliveryRevision made_;
  std::string shas_, paths_;
  std::vector<CommitName> commits_;
  std::vector<DeployedCommit> related_;
};

}  // namespace shiptally
