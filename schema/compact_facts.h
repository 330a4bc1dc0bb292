#pragma once
// The current deployments, commits, changes, reviews and incidents, in the form that delivery figures are
// made from: numbers in arrays, texts in one place, some hundred bytes a deployment with all its texts.
//
// Versions may come in any order and more than once; the greatest rank is current.  A fact that was taken
// back stays, marked, because an older version of it may still arrive.  Not thread-safe; what is const is.

#include <map>
#include <memory>
#include <vector>

#include "schema/arrival_hours.h"
#include "schema/base/packed_sha.h"
#include "schema/base/text_arena.h"
#include "schema/delivery_revision.h"
#include "schema/path_rules.h"

namespace shiptally {

/// Commits behind each other in packed bytes; those of a deployment with the finish of their parts.
class CommitNames {
 public:
  CommitNames() = default;
  CommitNames(std::uint64_t count, std::string_view bytes, bool parts = false)
      : count_(count), bytes_(bytes), parts_(parts) {}
  bool empty() const { return count_ == 0; }
  template <class Visit>
  void for_each(Visit visit) const {
    ByteReader in(bytes_);
    for (std::uint64_t i = 0; i < count_; ++i) {
      const auto repo = static_cast<NameId>(in.varint());
      const std::string_view sha = take_packed_sha(in);
      visit(CommitName{repo, sha, parts_ ? take_finish(in) : kNoTime});
    }
  }

 private:
  static std::int64_t take_finish(ByteReader& in) { return in.varint() == 0 ? kNoTime : in.difference(0); }

  std::uint64_t count_ = 0;
  std::string_view bytes_;
  bool parts_ = false;
};

/// A hash of a text that is not 0; 0 when there is no text.
std::uint32_t text_tag(std::string_view text);

inline std::optional<Instant> known_time(std::int64_t ms) {
  return ms == kNoTime ? std::nullopt : std::optional(instant_from_ms(ms));
}

/// Clocks that differ by less agree.
inline constexpr Millis kClockTolerance = std::chrono::minutes(5);

/// What all kinds have.
struct CompactFact {
  std::int64_t time_ms = kNoTime;  ///< finished, opened, authored, submitted
  Rank rank;
  std::uint32_t texts = 0;
  std::uint32_t place = 0;   ///< into CompactFacts::places(); of a commit its repository's NameId
  std::uint32_t id_tag = 0;  ///< text_tag() of the id; of a commit of its sha
  bool early = false;        ///< told more than kClockTolerance before its own time

  bool retracted() const { return rank.finality == Finality::retracted; }
};

struct CompactDeployment : CompactFact {
  std::int64_t started_ms = kNoTime;
  std::uint32_t version_tag = 0;  ///< text_tag()
  DeploymentStatus status = DeploymentStatus::success;
  DeploymentKind kind = DeploymentKind::deploy;
  bool remedies = false;  ///< whether it names an incident as remedied

  std::optional<Instant> finished() const { return known_time(time_ms); }
  std::optional<Instant> started() const { return known_time(started_ms); }
  std::optional<Instant> updated() const { return known_time(rank.updated_ms); }
};

struct CompactIncident : CompactFact {
  std::int64_t resolved_ms = kNoTime;
  NameId severity = 0;
  bool external = false;

  Instant opened() const { return instant_from_ms(time_ms); }
  std::optional<Instant> resolved() const { return known_time(resolved_ms); }
};

struct CompactCommit : CompactFact {
  bool parents_known = false;
  /// Number of the set of path rules that it touches; 0: its paths are unknown, it may touch any.
  std::uint32_t touched = 0;
};

struct CompactChange : CompactFact {
  std::int64_t merged_ms = kNoTime, first_review_ms = kNoTime;
  NameId repo = 0, author = 0;
  bool closed = false;

  Instant opened() const { return instant_from_ms(time_ms); }
  std::optional<Instant> merged() const { return known_time(merged_ms); }
};

struct CompactReview : CompactFact {
  NameId author = 0;
};

struct DeploymentTexts {
  std::string_view id, version, remedies;
  CommitNames commits;
};
struct IncidentTexts {
  std::string_view id, deployment;  ///< the cause
};
struct ChangeTexts {
  std::string_view id, branch;
  CommitNames commits;  ///< the merge commit (an empty sha: none), then its own
};
struct ReviewTexts {
  std::string_view id, change;
};
struct CommitTexts {
  std::string_view sha;  ///< packed
  CommitNames parents;
};

struct FactCounts {
  std::size_t deployments = 0, commits = 0, incidents = 0, changes = 0, reviews = 0;
};

/// When facts of one kind came from one source; the source of a commit is not told.
struct SourceArrivals {
  NameId source = 0;
  Kind kind = Kind::deployment;
  ArrivalHours hours;
};

class CompactFacts {
 public:
  CompactFacts() = default;
  /// Commits are told apart by the paths they touch.
  explicit CompactFacts(std::shared_ptr<const PathRules> path_rules) : path_rules_(std::move(path_rules)) {}

  /// The revision's names are numbers of names().
  void add(const DeliveryRevision& revision);
  NameList& names() { return names_; }
  void reserve(const FactCounts& counts);
  /// Leaves the current version of each fact.  Call after add(), before anything is read.
  void seal();

  const std::vector<CompactDeployment>& deployments() const { return deployments_; }
  const std::vector<CompactCommit>& commits() const { return commits_; }
  const std::vector<CompactIncident>& incidents() const { return incidents_; }
  const std::vector<CompactChange>& changes() const { return changes_; }
  const std::vector<CompactReview>& reviews() const { return reviews_; }
  const std::vector<Place>& places() const { return places_; }
  /// Of every revision that was added, in no order.
  const std::vector<SourceArrivals>& arrivals() const { return arrivals_; }

  std::string_view name(NameId number) const { return names_[number]; }
  std::size_t name_count() const { return names_.size(); }
  const Place& place(const CompactFact& fact) const { return places_[fact.place]; }
  DeploymentTexts texts(const CompactDeployment& deployment) const;
  IncidentTexts texts(const CompactIncident& incident) const;
  CommitTexts texts(const CompactCommit& commit) const;
  ChangeTexts texts(const CompactChange& change) const;
  ReviewTexts texts(const CompactReview& review) const;

  /// The path rule of a service in a repository; PathRules::kNone: all of its commits are the service's.
  std::uint32_t path_rule(NameId service, NameId repo) const;
  /// The set of rules of that number; null: unknown.
  const std::vector<bool>* touched_rules(std::uint32_t touched) const {
    return touched == 0 ? nullptr : &touched_[touched - 1];
  }
  /// Whether commits with that set of touched rules (CompactCommit::touched) touch the rule.
  bool touches(std::uint32_t touched, std::uint32_t rule) const {
    return touched == 0 || rule == PathRules::kNone || touched_[touched - 1][rule];
  }
  /// Source and id: orders facts, and is "source/id" when joined.
  template <class Fact>
  std::pair<std::string_view, std::string_view> key(const Fact& fact) const {
    return {name(place(fact).source), texts(fact).id};
  }

 private:
  void add_arrival(const DeliveryRevision& revision);
  template <class Fact>
  Fact& append(std::vector<Fact>& facts, const DeliveryRevision& revision);
  void add_deployment(const DeliveryRevision& revision);
  void add_commit(const DeliveryRevision& revision);
  void add_change(const DeliveryRevision& revision);
  void add_review(const DeliveryRevision& revision);
  void add_incident(const DeliveryRevision& revision);
  std::uint32_t touched_by(NameId repo, std::string_view paths);
  std::uint32_t touched_number(std::vector<bool> rules);
  std::uint32_t touched_by_both(std::uint32_t a, std::uint32_t b);
  std::uint32_t place_number(const Place& place);
  template <class Fact>
  void keep_current(std::vector<Fact>& facts);
  template <class Fact>
  bool same_key(const Fact& a, const Fact& b) const;

  NameList names_;
  TextArena texts_;
  std::vector<Place> places_;
  FlatIndex place_index_;
  std::vector<CompactDeployment> deployments_;
  std::vector<CompactCommit> commits_;
  std::vector<CompactIncident> incidents_;
  std::vector<CompactChange> changes_;
  std::vector<CompactReview> reviews_;
  std::vector<SourceArrivals> arrivals_;
  std::size_t last_arrival_ = 0;  ///< into arrivals_; most revisions come from where the one before did
  std::shared_ptr<const PathRules> path_rules_;
  std::vector<std::vector<bool>> touched_;  ///< sets of rules, by their number - 1
  std::map<std::vector<bool>, std::uint32_t> touched_numbers_;
  std::map<NameId, std::vector<std::uint32_t>> rules_of_repo_;
  std::string scratch_;
};

/// "source/id".
template <class Fact>
std::string fact_name(const CompactFacts& facts, const Fact& fact) {
  const auto [source, id] = facts.key(fact);
  return std::string(source).append("/").append(id);
}

}  // namespace shiptally
