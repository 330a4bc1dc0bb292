#pragma once
// One version of a deployment, commit or incident: what delivery figures need of it, as views.  Names that
// repeat are numbers of a NameList that travels beside it.

#include <span>
#include <string>
#include <vector>

#include "schema/facts.h"
#include "schema/hash.h"
#include "schema/name_list.h"

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

/// Who told of it, and whose it is.
struct Place {
  NameId source = 0, service = 0, environment = 0, team = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

struct CommitName {
  NameId repo = 0;
  std::string_view sha;  ///< packed (packed_sha.h)
};

struct DeliveryRevision {
  Kind kind = Kind::deployment;  ///< deployment, commit or incident
  Rank rank;
  std::int64_t recorded_ms = 0;
  Place place;          ///< of a commit: nothing of it
  std::string_view id;  ///< of a commit: empty
  /// When a deployment finished, an incident opened, a commit was authored.
  std::int64_t time_ms = kNoTime;
  std::int64_t other_ms = kNoTime;  ///< when a deployment started, an incident was resolved
  DeploymentStatus status = DeploymentStatus::success;
  DeploymentKind deployment_kind = DeploymentKind::deploy;
  std::string_view version;   ///< of a deployment; what an incident names as its cause
  std::string_view remedies;  ///< of a deployment
  NameId severity = 0;
  bool external = false;
  bool parents_known = false;
  /// Those that a deployment names; a commit itself, then its parents.
  std::span<const CommitName> commits;
};

/// Makes revisions of facts.  Each is valid until the next is made, and as long as its fact.
class RevisionMaker {
 public:
  explicit RevisionMaker(NameList& names) : names_(names) {}

  const DeliveryRevision& of(const Deployment& fact, RequestId hash, Instant recorded = {});
  const DeliveryRevision& of(const Commit& fact, RequestId hash, Instant recorded = {});
  const DeliveryRevision& of(const Incident& fact, RequestId hash, Instant recorded = {});
  /// Of a deployment, commit or incident.
  const DeliveryRevision& of(const Retraction& retraction, Instant recorded);

 private:
  void begin(Kind kind, Finality finality, const std::optional<Instant>& updated, RequestId hash,
             Instant recorded);
  void name_commits(std::span<const CommitRef> commits);

  NameList& names_;
  DeliveryRevision made_;
  std::string shas_;
  std::vector<CommitName> commits_;
  std::vector<CommitRef> self_and_parents_;
};

}  // namespace shiptally
