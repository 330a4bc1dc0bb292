#include "schema/compact_facts.h"

#include <algorithm>

#include "schema/base/first_equals.h"

namespace shiptally {
namespace {

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  return (a ^ b * 0x9E3779B97F4A7C15U) * 0xD6E8FEB86659FD93U;
}

std::uint64_t hash_of(std::string_view text) { return std::hash<std::string_view>()(text); }

std::uint64_t hash_of(const Place& p) { return mix(mix(mix(p.source, p.service), p.environment), p.team); }

void put_commits(std::string& out, std::span<const CommitName> commits, bool parts = false) {
  put_varint(out, commits.size());
  for (const CommitName& c : commits) {
    put_varint(out, c.repo);
    out += c.sha;
    if (!parts) continue;
    put_varint(out, c.finished_ms != kNoTime);
    if (c.finished_ms != kNoTime) put_difference(out, c.finished_ms, 0);
  }
}

/// The last thing that stands among a fact's texts.
CommitNames take_commits(ByteReader& in, std::string_view from, bool parts = false) {
  const std::uint64_t count = in.varint();
  return {count, from.substr(static_cast<std::size_t>(in.position() - from.data())), parts};
}

}  // namespace

std::uint32_t text_tag(std::string_view text) {
  return text.empty() ? 0 : static_cast<std::uint32_t>(hash_of(text) >> 16) | 1U;
}

// A little more than there is: what comes later must not move everything.
void CompactFacts::reserve(const FactCounts& counts) {
  constexpr std::size_t kSpareShare = 16;
  const auto room = [](auto& facts, std::size_t count) { facts.reserve(count + count / kSpareShare); };
  room(deployments_, counts.deployments);
  room(commits_, counts.commits);
  room(incidents_, counts.incidents);
  room(changes_, counts.changes);
  room(reviews_, counts.reviews);
}

void CompactFacts::add(const DeliveryRevision& revision) {
  scratch_.clear();
  if (revision.recorded_ms != 0) add_arrival(revision);
  switch (revision.kind) {
    case Kind::deployment:
      return add_deployment(revision);
    case Kind::commit:
      return add_commit(revision);
    case Kind::change:
      return add_change(revision);
    case Kind::review:
      return add_review(revision);
    default:
      return add_incident(revision);
  }
}

void CompactFacts::add_arrival(const DeliveryRevision& revision) {
  const auto same = [&](const SourceArrivals& a) {
    return a.kind == revision.kind && a.source == revision.place.source;
  };
  if (last_arrival_ >= arrivals_.size() || !same(arrivals_[last_arrival_])) {
    const auto at = std::find_if(arrivals_.begin(), arrivals_.end(), same);
    last_arrival_ = static_cast<std::size_t>(at - arrivals_.begin());
    if (at == arrivals_.end()) arrivals_.push_back({revision.place.source, revision.kind, {}});
  }
  arrivals_[last_arrival_].hours.add(instant_from_ms(revision.recorded_ms));
}

std::uint32_t CompactFacts::place_number(const Place& place) {
  const auto next = static_cast<std::uint32_t>(places_.size());
  const auto [at, added] = place_index_.find_or_add(
      hash_of(place), next, [&](std::uint32_t known) { return places_[known] == place; });
  if (added) places_.push_back(place);
  return at;
}

template <class Fact>
Fact& CompactFacts::append(std::vector<Fact>& facts, const DeliveryRevision& revision) {
  Fact& fact = facts.emplace_back();
  fact.time_ms = revision.time_ms;
  fact.rank = revision.rank;
  fact.early = revision.recorded_ms != 0 && revision.time_ms > revision.recorded_ms + kClockTolerance.count();
  fact.texts = texts_.keep(scratch_);
  if constexpr (std::is_same_v<Fact, CompactCommit>) {
    fact.place = revision.commits.front().repo;
    fact.id_tag = text_tag(revision.commits.front().sha);
  } else {
    fact.place = place_number(revision.place);
    fact.id_tag = text_tag(revision.id);
  }
  return fact;
}

void CompactFacts::add_deployment(const DeliveryRevision& revision) {
  for (const std::string_view text : {revision.id, revision.version, revision.remedies})
    put_text(scratch_, text);
  put_commits(scratch_, revision.commits, true);
  CompactDeployment& fact = append(deployments_, revision);
  fact.started_ms = revision.other_ms;
  fact.status = revision.status;
  fact.kind = revision.deployment_kind;
  fact.version_tag = text_tag(revision.version);
  fact.remedies = !revision.remedies.empty();
}

void CompactFacts::add_commit(const DeliveryRevision& revision) {
  scratch_ += revision.commits.front().sha;
  put_commits(scratch_, revision.commits.subspan(1));
  CompactCommit& fact = append(commits_, revision);
  fact.parents_known = revision.parents_known;
  if (revision.paths_known) fact.touched = touched_by(fact.place, revision.paths);
}

void CompactFacts::add_change(const DeliveryRevision& revision) {
  put_text(scratch_, revision.id);
  put_text(scratch_, revision.version);
  put_commits(scratch_, revision.commits);
  CompactChange& fact = append(changes_, revision);
  fact.merged_ms = revision.other_ms;
  fact.first_review_ms = revision.first_review_ms;
  fact.repo = revision.repo;
  fact.author = revision.author;
  fact.closed = revision.closed;
}

void CompactFacts::add_review(const DeliveryRevision& revision) {
  put_text(scratch_, revision.id);
  put_text(scratch_, revision.version);
  append(reviews_, revision).author = revision.author;
}

/// The set of rules that the paths touch; 0 where no rule speaks of the repository's paths.
std::uint32_t CompactFacts::touched_by(NameId repo, std::string_view paths) {
  if (path_rules_ == nullptr || path_rules_->empty()) return 0;
  const auto [known, added] = rules_of_repo_.try_emplace(repo);
  if (added) known->second = path_rules_->of_repo(names_[repo]);
  if (known->second.empty()) return 0;
  std::vector<bool> rules(path_rules_->size());
  while (!paths.empty()) {
    const std::string_view path = paths.substr(0, paths.find('\0'));
    for (const std::uint32_t rule : known->second) rules[rule] = rules[rule] || path_rules_->fits(rule, path);
    paths.remove_prefix(std::min(path.size() + 1, paths.size()));
  }
  return touched_number(std::move(rules));
}

std::uint32_t CompactFacts::touched_number(std::vector<bool> rules) {
  const auto next = static_cast<std::uint32_t>(touched_.size() + 1);
  const auto [at, added] = touched_numbers_.try_emplace(rules, next);
  if (added) touched_.push_back(std::move(rules));
  return at->second;
}

/// Who tells of a commit's paths tells the same; where two do not, it touched what either says, whoever came
/// first.
std::uint32_t CompactFacts::touched_by_both(std::uint32_t a, std::uint32_t b) {
  if (a == b || b == 0) return a;
  if (a == 0) return b;
  std::vector<bool> rules = touched_[a - 1];
  for (std::size_t i = 0; i < rules.size(); ++i) rules[i] = rules[i] || touched_[b - 1][i];
  return touched_number(std::move(rules));
}

std::uint32_t CompactFacts::path_rule(NameId service, NameId repo) const {
  return path_rules_ == nullptr ? PathRules::kNone : path_rules_->find(names_[service], names_[repo]);
}

void CompactFacts::add_incident(const DeliveryRevision& revision) {
  put_text(scratch_, revision.id);
  put_text(scratch_, revision.version);
  CompactIncident& fact = append(incidents_, revision);
  fact.resolved_ms = revision.other_ms;
  fact.severity = revision.severity;
  fact.external = revision.external;
}

void CompactFacts::seal() {
  keep_current(deployments_);
  keep_current(commits_);
  keep_current(changes_);
  keep_current(reviews_);
  keep_current(incidents_);
}

template <class Fact>
bool CompactFacts::same_key(const Fact& a, const Fact& b) const {
  if constexpr (std::is_same_v<Fact, CompactCommit>)
    return a.place == b.place && texts(a).sha == texts(b).sha;
  else
    return place(a).source == place(b).source && texts(a).id == texts(b).id;
}

/// The greatest version of a fact takes the place of its first.
template <class Fact>
void CompactFacts::keep_current(std::vector<Fact>& facts) {
  const auto first = first_equals(
      static_cast<std::uint32_t>(facts.size()), [&](std::uint32_t i) { return facts[i].id_tag; },
      [&](std::uint32_t a, std::uint32_t b) { return same_key(facts[a], facts[b]); });
  bool any = false;
  for (std::uint32_t i = 0; i < facts.size(); ++i) {
    if (first[i] == i) continue;
    any = true;
    Fact& kept = facts[first[i]];
    // What another version knew of the paths stays known: a graph without paths may come from git, paths
    // without a graph from a push.
    if constexpr (std::is_same_v<Fact, CompactCommit>)
      kept.touched = facts[i].touched = touched_by_both(kept.touched, facts[i].touched);
    if (kept.rank < facts[i].rank) kept = facts[i];
  }
  if (!any) return;
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < facts.size(); ++i)
    if (first[i] == i) facts[kept++] = facts[i];
  facts.resize(kept);
}

DeploymentTexts CompactFacts::texts(const CompactDeployment& deployment) const {
  const std::string_view bytes = texts_.from(deployment.texts);
  ByteReader in(bytes);
  DeploymentTexts out{in.text(), in.text(), in.text(), {}};
  out.commits = take_commits(in, bytes, true);
  return out;
}

IncidentTexts CompactFacts::texts(const CompactIncident& incident) const {
  ByteReader in(texts_.from(incident.texts));
  return {in.text(), in.text()};
}

ChangeTexts CompactFacts::texts(const CompactChange& change) const {
  const std::string_view bytes = texts_.from(change.texts);
  ByteReader in(bytes);
  ChangeTexts out{in.text(), in.text(), {}};
  out.commits = take_commits(in, bytes);
  return out;
}

ReviewTexts CompactFacts::texts(const CompactReview& review) const {
  ByteReader in(texts_.from(review.texts));
  return {in.text(), in.text()};
}

CommitTexts CompactFacts::texts(const CompactCommit& commit) const {
  const std::string_view bytes = texts_.from(commit.texts);
  ByteReader in(bytes);
  CommitTexts out{take_packed_sha(in), {}};
  out.parents = take_commits(in, bytes);
  return out;
}

}  // namespace shiptally
