#include "collectors/decode/field_rules.h"
#include "collectors/own/own_events.h"

namespace shiptally::collectors {
namespace {

constexpr Field<Commit> kCommitFields[] = {
    {"source", Need::optional, into<&Commit::source>},
    {"repo", Need::required, +[](Reader& r, const Value& v, Commit& out) { return r.text(v, out.key.repo); }},
    {"sha", Need::required,
     +[](Reader& r, const Value& v, Commit& out) { return read_sha(r, v, out.key.sha); }},
    {"parents", Need::required,
     +[](Reader& r, const Value& v, Commit& out) { return read_shas(r, v, out.parents.emplace()); }},
    {"authored_at", Need::required,
     +[](Reader& r, const Value& v, Commit& out) { return r.commit_time(v, out.authored); }},
    {"committed_at", Need::optional,
     +[](Reader& r, const Value& v, Commit& out) { return r.commit_time(v, out.committed.emplace()); }},
    {"paths", Need::optional,
     +[](Reader& r, const Value& v, Commit& out) { return read_paths(r, v, out.paths); }},
};

}  // namespace

Result<Decoded> decode_commits(Delivery delivery) {
  Commit initial;
  initial.source = kOwnSource;
  return decode_events<Commit>(
      std::move(delivery),
      {Kind::commit, kCommitFields, initial, [](Reader&, std::string_view, Commit&) { return true; },
       [](FactBatch& to, Commit&& c) { to.commits.push_back(std::move(c)); }});
}

std::vector<FieldInfo> commit_fields() { return describe<Commit>(kCommitFields); }

}  // namespace shiptally::collectors
