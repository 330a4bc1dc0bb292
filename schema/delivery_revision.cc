#include "schema/delivery_revision.h"

#include "schema/base/packed_sha.h"

namespace shiptally {
namespace {

constexpr std::size_t kLengthMax = 10;  // of a varint

std::int64_t ms_or_none(const std::optional<Instant>& t) { return t ? to_ms(*t) : kNoTime; }

}  // namespace

void RevisionMaker::begin(Kind kind, Finality finality, const std::optional<Instant>& updated, Hash128 hash,
                          Instant recorded) {
  made_ = {};
  made_.kind = kind;
  made_.rank = {updated ? to_ms(*updated) : INT64_MIN, finality, hash.high};
  made_.recorded_ms = to_ms(recorded);
}

void RevisionMaker::name_commits(std::span<const DeployedCommit> commits) {
  std::size_t bytes = 0;
  for (const DeployedCommit& c : commits) bytes += c.sha.size() + kLengthMax;
  shas_.clear();
  shas_.reserve(bytes);  // the views stay valid
  commits_.clear();
  for (const DeployedCommit& c : commits) {
    const std::size_t begin = shas_.size();
    pack_sha(shas_, c.sha);
    commits_.push_back(
        {names_.number(c.repo), std::string_view(shas_).substr(begin), ms_or_none(c.finished)});
  }
  made_.commits = commits_;
}

const DeliveryRevision& RevisionMaker::of(const Deployment& d, Hash128 hash, Instant recorded) {
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

const DeliveryRevision& RevisionMaker::of(const Commit& c, Hash128 hash, Instant recorded) {
  begin(Kind::commit, finality(c), {}, hash, recorded);
  made_.time_ms = to_ms(c.authored);
  made_.parents_known = c.parents.has_value();
  related_.assign(1, {c.key.repo, c.key.sha});
  if (c.parents)
    for (const std::string& parent : *c.parents) related_.push_back({c.key.repo, parent});
  name_commits(related_);
  made_.paths_known = c.paths.has_value();
  paths_.clear();
  if (c.paths)
    for (const std::string& path : *c.paths) paths_.append(path).push_back('\0');
  made_.paths = paths_;
  return made_;
}

const DeliveryRevision& RevisionMaker::of(const Change& c, Hash128 hash, Instant recorded) {
  begin(Kind::change, finality(c), c.updated, hash, recorded);
  made_.place.source = names_.number(c.key.source);
  made_.id = c.key.id;
  made_.time_ms = to_ms(c.opened);
  made_.other_ms = ms_or_none(c.merged);
  made_.first_review_ms = ms_or_none(c.first_review);
  made_.version = c.branch;
  made_.closed = c.closed;
  made_.repo = names_.number(c.repo);
  made_.author = names_.number(c.author);
  related_.assign(1, {c.repo, c.merge_sha});
  for (const std::string& sha : c.commits) related_.push_back({c.repo, sha});
  name_commits(related_);
  return made_;
}

const DeliveryRevision& RevisionMaker::of(const Review& r, Hash128 hash, Instant recorded) {
  begin(Kind::review, finality(r), r.updated, hash, recorded);
  made_.place.source = names_.number(r.key.source);
  made_.id = r.key.id;
  made_.time_ms = to_ms(r.submitted);
  made_.version = r.change;
  made_.author = names_.number(r.author);
  return made_;
}

const DeliveryRevision& RevisionMaker::of(const Incident& i, Hash128 hash, Instant recorded) {
  begin(Kind::incident, finality(i), i.updated, hash, recorded);
  made_.place = {names_.number(i.key.source), names_.number(i.service), names_.number(i.environment),
                 names_.number(i.team)};
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
    related_.assign(1, {r.key.source, r.key.id});
    name_commits(related_);
  } else {
    made_.place.source = names_.number(r.key.source);
    made_.id = r.key.id;
  }
  return made_;
}

}  // namespace shiptally
