#pragma once
// What a fact is.  Plain structs, a comment a field; the JSON form is in schema/events/, the stored
// form in schema/sql/.  Rules over facts live in daemon/normalise and daemon/metrics.
//
// Which of several versions of a fact is current is decided by the fact itself, never by arrival:
// `updated` (the sender's own time or version), then finality, then a hash of the content (Rank).

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/base/instant.h"
#include "schema/base/money.h"

namespace shiptally {

/// The environment of facts that name none, and the one that some metrics look at alone.
inline constexpr std::string_view kProduction = "production";

/// How final a version of a fact is; a later one beats an earlier one with the same `updated`.
enum class Finality : std::uint8_t { in_progress = 0, final = 1, retracted = 2 };

/// A fact is known by its source and the id that the source gave it.
struct FactId {
  std::string source;  ///< collector or sender: "github", "api", …
  std::string id;
  friend auto operator<=>(const FactId&, const FactId&) = default;
};

struct CommitRef {
  std::string repo;  ///< "owner/name" or any name the team uses everywhere
  std::string sha;   ///< full hex hash, lower case
  friend auto operator<=>(const CommitRef&, const CommitRef&) = default;
};

enum class DeploymentStatus : std::uint8_t { in_progress, success, failure, cancelled };

/// A commit that a deployment puts live.
struct DeployedCommit {
  std::string repo, sha;
  /// When its repository's part of the rollout finished, where the sender tells the parts apart.
  std::optional<Instant> finished = {};

  CommitRef commit() const { return {repo, sha}; }
  friend auto operator<=>(const DeployedCommit&, const DeployedCommit&) = default;
};

/// `baseline` says "this was live before we started looking"; it is no deployment of its own.
enum class DeploymentKind : std::uint8_t { deploy, rollback, hotfix, revert, baseline, model_switch };

struct Deployment {
  FactId key;
  std::string service;
  std::string environment;  ///< normalised: "production", "staging", …
  DeploymentStatus status = DeploymentStatus::success;
  DeploymentKind kind = DeploymentKind::deploy;
  std::string version;                  ///< artifact or release; may be empty
  std::vector<DeployedCommit> commits;  ///< one a repository, as a rule
  std::optional<Instant> started;
  std::optional<Instant> finished;  ///< its time; none while in progress
  std::string team;
  std::string url;
  std::string strategy;                ///< rollout strategy: "canary", …
  std::optional<int> rollout_percent;  ///< share of the users it reached, 0..100
  std::string remedies;                ///< id of the incident that it repairs
  std::optional<Instant> updated;      ///< the sender's own version of this fact
};

/// A commit that touches more files keeps none of them: it counts for every service.
inline constexpr std::size_t kCommitPathsMax = 1000;

struct Commit {
  CommitRef key;
  /// Parents in order; none when the source does not tell (a push event), empty for a root.
  std::optional<std::vector<std::string>> parents;
  Instant authored;
  std::optional<Instant> committed;
  std::string source;
  /// Files that it touched, against its first parent, at most kCommitPathsMax and without a NUL; none when
  /// the source does not tell.
  std::optional<std::vector<std::string>> paths = {};
};

/// A pull or merge request.
struct Change {
  FactId key;
  std::string repo;
  Instant opened;
  std::optional<Instant> merged;
  std::string merge_sha;
  std::string author;
  /// By somebody else, as told with the change itself; reviews may come as facts of their own, too.
  std::optional<Instant> first_review;
  std::vector<std::string> commits;  ///< shas before the merge
  std::string branch;                ///< source branch: "hotfix/…" and "revert-…" mark repairs
  bool closed = false;               ///< merged or abandoned
  std::string url;
  std::optional<Instant> updated;
};

/// A review of, or a comment on, a change.
struct Review {
  FactId key;
  std::string change;  ///< id of the change, of the same source
  std::string author;
  Instant submitted;
  std::optional<Instant> updated;
};

struct Incident {
  FactId key;
  std::string service;
  std::string environment;
  std::string team;
  Instant opened;
  std::optional<Instant> resolved;
  std::string severity;
  std::string deployment;  ///< its cause: id of a deployment, a commit or an artifact version
  bool external = false;   ///< a provider's fault: counts in MTTR, not in recovery time
  std::string url;
  std::optional<Instant> updated;
};

/// A line of a provider's bill (FOCUS names in brackets).
struct Charge {
  FactId key;
  std::string provider;  ///< [ProviderName]
  Instant from;          ///< [ChargePeriodStart]
  Instant to;            ///< [ChargePeriodEnd]
  /// [BillingPeriodStart] Start of the UTC month whose invoice it is on; none when the bill does not tell.
  std::optional<Instant> billing_period;
  std::string category;      ///< [ChargeCategory] Usage, Purchase, Tax, Credit, Adjustment
  std::string charge_class;  ///< [ChargeClass] empty or Correction
  std::string description;   ///< [ChargeDescription]
  std::string service_name;  ///< [ServiceName]
  std::string sku;           ///< [SkuId]
  std::string model;
  std::string region;                         ///< [RegionId]
  std::string account;                        ///< [BillingAccountId]
  std::string sub_account;                    ///< [SubAccountId]
  std::string invoice;                        ///< [InvoiceId]
  std::string currency = "USD";               ///< [BillingCurrency]; the amounts are in it
  Money list, contracted, billed, effective;  ///< [ListCost, ContractedCost, BilledCost, EffectiveCost]
  std::string quantity;                       ///< [PricingQuantity] exact decimal text
  std::string unit;                           ///< [PricingUnit]
  std::string team, service;                  ///< from tags, where known
  std::optional<Instant> updated;
};

/// The fact kinds that are kept as revisions (requests have their own path: schema/request.h).
enum class Kind : std::uint8_t { deployment, commit, change, incident, request, charge, review, usage };

/// Takes a fact back: it stays stored, marked, and no number counts it.
struct Retraction {
  Kind kind = Kind::deployment;
  FactId key;                 ///< for a commit: source = repo, id = sha
  std::optional<Instant> ts;  ///< requests only: part of their key
  std::optional<Instant> updated;
};

std::string_view name(DeploymentStatus);
std::string_view name(DeploymentKind);
std::string_view name(Kind);
std::optional<DeploymentStatus> deployment_status(std::string_view name);
std::optional<DeploymentKind> deployment_kind(std::string_view name);
std::optional<Kind> kind(std::string_view name);

Finality finality(const Deployment&);
Finality finality(const Commit&);  ///< final once the parents are known
Finality finality(const Change&);
Finality finality(const Review&);
Finality finality(const Incident&);
Finality finality(const Charge&);

}  // namespace shiptally
