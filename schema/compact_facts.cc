#include "schema/compact_facts.h"

#include "schema/first_equals.h"

namespace shiptally {
namespace {

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  return (a ^ b * 0x9E3779B97F4A7C15U) * 0xD6E8FEB86659FD93U;
}

std::uint64_t hash_of(std::string_view text) { return std::hash<std::string_view>()(text); }

std::uint64_t hash_of(const Place& p) { return mix(mix(mix(p.source, p.service), p.environment), p.team); }

void put_commits(std::string& out, std::span<const CommitName> commits) {
  put_varint(out, commits.size());
  for (const CommitName& c : commits) {
    put_varint(out, c.repo);
    out += c.sha;
  }
}

/// The last thing that stands among a fact's texts.
CommitNames take_commits(ByteReader& in, std::string_view from) {
  const std::uint64_t count = in.varint();
  return {count, from.substr(static_cast<std::size_t>(in.position() - from.data()))};
}

}  // namespace

std::uint32_t text_tag(std::string_view text) {
  return text.empty() ? 0 : static_cast<std::uint32_t>(hash_of(text) >> 16) | 1U;
}

// A little more than there is: what comes later must not move everything.
void CompactFacts::reserve(std::size_t deployments, std::size_t commits, std::size_t incidents) {
  constexpr std::size_t kSpareShare = 16;
  deployments_.reserve(deployments + deployments / kSpareShare);
  commits_.reserve(commits + commits / kSpareShare);
  incidents_.reserve(incidents + incidents / kSpareShare);
}

void CompactFacts::add(const DeliveryRevision& revision) {
  scratch_.clear();
  if (revision.kind == Kind::deployment) return add_deployment(revision);
  if (revision.kind == Kind::commit) return add_commit(revision);
  add_incident(revision);
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
  put_commits(scratch_, revision.commits);
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
  append(commits_, revision).parents_known = revision.parents_known;
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
    if (facts[first[i]].rank < facts[i].rank) facts[first[i]] = facts[i];
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
  out.commits = take_commits(in, bytes);
  return out;
}

IncidentTexts CompactFacts::texts(const CompactIncident& incident) const {
  ByteReader in(texts_.from(incident.texts));
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
