#include "schema/compact_facts.h"

namespace shiptally {
namespace {

std::optional<Instant> known(std::int64_t ms) {
  return ms == kNoTime ? std::nullopt : std::optional(instant_from_ms(ms));
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  return (a ^ b * 0x9E3779B97F4A7C15U) * 0xD6E8FEB86659FD93U;
}

std::uint64_t hash_of(std::string_view text) { return std::hash<std::string_view>()(text); }

std::uint64_t hash_of(const Place& p) { return mix(mix(mix(p.source, p.service), p.environment), p.team); }

std::uint64_t hash_of(const DeliveryRevision& r) {
  if (r.kind == Kind::commit) return mix(hash_of(r.commits.front().sha), r.commits.front().repo);
  return mix(hash_of(r.id), r.place.source);
}

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

std::optional<Instant> CompactDeployment::finished() const { return known(time_ms); }
std::optional<Instant> CompactDeployment::started() const { return known(started_ms); }
std::optional<Instant> CompactDeployment::updated() const { return known(rank.updated_ms); }
std::optional<Instant> CompactIncident::resolved() const { return known(resolved_ms); }

void CompactFacts::reserve(std::size_t deployments, std::size_t commits, std::size_t incidents) {
  deployments_.reserve(deployments);
  commits_.reserve(commits);
  incidents_.reserve(incidents);
  index();
}

void CompactFacts::seal() { lookup_.reset(); }

void CompactFacts::index() {
  lookup_ =
      std::make_unique<Lookup>(Lookup{FlatIndex(deployments_.capacity()), FlatIndex(commits_.capacity()),
                                      FlatIndex(incidents_.capacity()), FlatIndex(places_.size())});
  const auto never = [](std::uint32_t) { return false; };
  const auto add_ids = [&](FlatIndex& index, const auto& facts) {
    for (std::uint32_t i = 0; i < facts.size(); ++i)
      index.find_or_add(mix(hash_of(texts(facts[i]).id), place(facts[i]).source), i, never);
  };
  add_ids(lookup_->deployments, deployments_);
  add_ids(lookup_->incidents, incidents_);
  for (std::uint32_t i = 0; i < commits_.size(); ++i)
    lookup_->commits.find_or_add(mix(hash_of(texts(commits_[i]).sha), commits_[i].place), i, never);
  for (std::uint32_t i = 0; i < places_.size(); ++i)
    lookup_->places.find_or_add(hash_of(places_[i]), i, never);
}

void CompactFacts::add(const DeliveryRevision& revision) {
  if (lookup_ == nullptr) index();
  if (revision.kind == Kind::deployment) return add_deployment(revision);
  if (revision.kind == Kind::commit) return add_commit(revision);
  add_incident(revision);
}

std::uint32_t CompactFacts::place_number(const Place& place) {
  const auto next = static_cast<std::uint32_t>(places_.size());
  const auto [at, added] = lookup_->places.find_or_add(
      hash_of(place), next, [&](std::uint32_t known) { return places_[known] == place; });
  if (added) places_.push_back(place);
  return at;
}

/// The fact to be filled from the revision; null when it knows a version at least as good.
template <class Fact>
Fact* CompactFacts::find(FlatIndex& index, std::vector<Fact>& facts, const DeliveryRevision& revision) {
  const auto same = [&](std::uint32_t i) {
    if constexpr (std::is_same_v<Fact, CompactCommit>)
      return facts[i].place == revision.commits.front().repo &&
             texts(facts[i]).sha == revision.commits.front().sha;
    else
      return place(facts[i]).source == revision.place.source && texts(facts[i]).id == revision.id;
  };
  const auto [at, added] =
      index.find_or_add(hash_of(revision), static_cast<std::uint32_t>(facts.size()), same);
  if (added) return &facts.emplace_back();
  return facts[at].rank < revision.rank ? &facts[at] : nullptr;
}

void CompactFacts::fill(const DeliveryRevision& revision, CompactFact& fact) {
  fact.time_ms = revision.time_ms;
  fact.rank = revision.rank;
  fact.texts = texts_.keep(scratch_);
}

void CompactFacts::add_deployment(const DeliveryRevision& revision) {
  CompactDeployment* fact = find(lookup_->deployments, deployments_, revision);
  if (fact == nullptr) return;
  scratch_.clear();
  for (const std::string_view text : {revision.id, revision.version, revision.remedies})
    put_text(scratch_, text);
  put_commits(scratch_, revision.commits);
  fill(revision, *fact);
  fact->place = place_number(revision.place);
  fact->started_ms = revision.other_ms;
  fact->status = revision.status;
  fact->kind = revision.deployment_kind;
  fact->id_tag = text_tag(revision.id);
  fact->version_tag = text_tag(revision.version);
  fact->remedies = !revision.remedies.empty();
}

void CompactFacts::add_commit(const DeliveryRevision& revision) {
  CompactCommit* fact = find(lookup_->commits, commits_, revision);
  if (fact == nullptr) return;
  scratch_.assign(revision.commits.front().sha);
  put_commits(scratch_, revision.commits.subspan(1));
  fill(revision, *fact);
  fact->place = revision.commits.front().repo;
  fact->parents_known = revision.parents_known;
}

void CompactFacts::add_incident(const DeliveryRevision& revision) {
  CompactIncident* fact = find(lookup_->incidents, incidents_, revision);
  if (fact == nullptr) return;
  scratch_.clear();
  put_text(scratch_, revision.id);
  put_text(scratch_, revision.version);
  fill(revision, *fact);
  fact->place = place_number(revision.place);
  fact->resolved_ms = revision.other_ms;
  fact->severity = revision.severity;
  fact->external = revision.external;
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
