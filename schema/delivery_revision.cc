#include "schema/delivery_revision.h"

#include "schema/packed_sha.h"

namespace shiptally {
namespace {

constexpr std::size_t kLengthMax = 10;  // of a varint

std::int64_t ms_or_none(const std::optional<Instant>& t) { return t ? to_ms(*t) : kNoTime; }

}  // namespace

void RevisionMaker::begin(Kind kind, Finality finality, const std::optional<Instant>& updated, RequestId hash,
                          Instant recorded) {
  made_ = {};
  made_.kind = kind;
  made_.rank = {updated ? to_ms(*updated) : INT64_MIN, finality, hash.high};
  made_.recorded_ms = to_ms(recorded);
}

void RevisionMaker::name_commits(std::span<const CommitRef> commits) {
  std::size_t bytes = 0;
  for (const CommitRef& c : commits) bytes += c.sha.size() + kLengthMax;
  shas_.clear();
  shas_.reserve(bytes);  // the views stay valid
  commits_.clear();
  for (const CommitRef& c : commits) {
    const std::size_t begin = shas_.size();
    pack_sha(shas_, c.sha);
    commits_.push_back({names_.number(c.repo), std::string_view(shas_).substr(begin)});
  }
  made_.commits = commits_;
}

const DeliveryRevision& RevisionMaker::of(const Deployment& d, RequestId hash, Instant recorded) {
  begin(Kind::deployment, finality(d), d.updated, hash, recorded);
  made_.place = {names_.number(d.key.source), names_.number(d.service), names_.number(d.environment),
                 names_.number(d.team)};
  made_.id = d.key.id;
  made_.time_ms = ms_or_none(d.finished);
  made_.other_ms = ms_or_none(d.started);
  made_.status = d.status;
  made_.deployment_kind = d.kind;
  made_.version = d.version;
  made_.remedies = d.remedies;
  name_commits(d.commits);
  return made_;
}

const DeliveryRevision& RevisionMaker::of(const Commit& c, RequestId hash, Instant recorded) {
  begin(Kind::commit, finality(c), {}, hash, recorded);
  made_.time_ms = to_ms(c.authored);
  made_.parents_known = c.parents.has_value();
  self_and_parents_.assign(1, c.key);
  if (c.parents)
    for (const std::string& parent : *c.parents) self_and_parents_.push_back({c.key.repo, parent});
  name_commits(self_and_parents_);
  return made_;
}

const DeliveryRevision& RevisionMaker::of(const Incident& i, RequestId hash, Instant recorded) {
  begin(Kind::incident, finality(i), i.updated, hash, recorded);
  made_.place = {names_.number(i.key.source), names_.number(i.service), names_.number(i.environment), 0};
  made_.id = i.key.id;
  made_.time_ms = to_ms(i.opened);
  made_.other_ms = ms_or_none(i.resolved);
  made_.version = i.deployment;
  made_.severity = names_.number(i.severity);
  made_.external = i.external;
  return made_;
}

// Without a time of its own it takes back every version, also those that arrive after it.
const DeliveryRevision& RevisionMaker::of(const Retraction& r, Instant recorded) {
  begin(r.kind, Finality::retracted, {}, {}, recorded);
  made_.rank.updated_ms = r.updated ? to_ms(*r.updated) : INT64_MAX;
  if (r.kind == Kind::commit) {
    self_and_parents_.assign(1, {r.key.source, r.key.id});
    name_commits(self_and_parents_);
  } else {
    made_.place.source = names_.number(r.key.source);
    made_.id = r.key.id;
  }
  return made_;
}

}  // namespace shiptally
